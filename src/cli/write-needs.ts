// SPDX-License-Identifier: MIT
// needs.json beside an image.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { renderNeeds, type ImageNeeds } from '../needs/index.ts';
import { needsFileUnwritable } from '../needs/messages.ts';
import { SYSTEM_CALLS } from '../toolchain/syscalls-x86-64.ts';
import { join, writeIfChanged } from '../util/index.ts';

const systemCallNames = new Map([...SYSTEM_CALLS].map(([name, number]) => [number, name]));

/** The name of a system call by its number. */
export function systemCallName(number: number): string | undefined {
  return systemCallNames.get(number);
}

/** Writes what an image needs into a folder, unless it is there already. Gives the path. */
export function writeNeeds(needs: ImageNeeds, folder: string): Result<string> {
  const path = join(folder, 'needs.json');
  const written = writeIfChanged(path, renderNeeds(needs, systemCallName));
  return written.ok ? ok(path) : err(needsFileUnwritable(path, written.code));
}
