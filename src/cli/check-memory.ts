// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { PT, readElf } from '../elf/index.ts';
import { readBytes } from '../util/index.ts';
import { memoryTooSmall } from './messages.ts';

/**
 * Whether the kernel fits into the memory of a guest. The loader of the VMM does not check: the kernel's end would be
 * written to addresses without memory, and the machine would run into garbage, for ever or until it resets. What the
 * kernel needs beyond its own image it checks itself.
 */
export function checkMemory(kernelPath: string, memoryBytes: number): Result<void> {
  const bytes = readBytes(kernelPath);
  if (!bytes.ok)
    throw new Error(`the kernel that was just built cannot be read: ${kernelPath} (${bytes.code})`);
  const kernel = readElf(bytes.value, kernelPath);
  if (!kernel.ok) return kernel;
  const ends = kernel.value.segments
    .filter((segment) => segment.p_type === PT.LOAD)
    .map((segment) => Number(segment.p_paddr + segment.p_memsz));
  const end = Math.max(...ends);
  return end <= memoryBytes ? ok(undefined) : err(memoryTooSmall(memoryBytes, end));
}
