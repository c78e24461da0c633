// SPDX-License-Identifier: MIT
// What every initramfs here begins with: the first process, and the modules that it loads.
import type { BenchContext } from '../../src/cli/benchmark.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import { basename, join, readBytes } from '../../src/util/index.ts';
import { compileStatic } from '../support/fixtures.ts';
import { fileFailed } from '../support/messages.ts';
import type { InitramfsEntry } from './initramfs.ts';
import { findModules, loadOrder } from './modules.ts';

/** As little as possible between the program and the machine: no messages, no workarounds for real CPUs. */
export const KERNEL_WORDS = 'console=ttyS0 quiet mitigations=off panic=-1';

/** Where Linux lets the first process write before it has mounted anything. */
export const CONSOLE: InitramfsEntry = {
  kind: 'character-device',
  path: 'dev/console',
  major: 5,
  minor: 1,
};

/** A file of the host. `path` is relative to the top. */
export function fileEntry(path: string, host: string, mode: number): Result<InitramfsEntry> {
  const bytes = readBytes(host);
  return bytes.ok ? ok({ kind: 'file', path, bytes: bytes.value, mode }) : err(fileFailed(bytes));
}

/** @param init A C file of bench/linux. @param wanted Modules; what they depend on comes with them. */
export async function baseEntries(
  context: BenchContext,
  init: string,
  wanted: readonly string[],
  moduleFolder: string,
): Promise<Result<InitramfsEntry[]>> {
  const compiled = await compileStatic(context, join(context.root, 'bench/linux', init), 'musl');
  if (!compiled.ok) return compiled;
  const modules = loadOrder(wanted, findModules(moduleFolder));
  if (!modules.ok) return modules;
  const paths = modules.value.map((path) => `modules.d/${basename(path)}`);
  const list = new TextEncoder().encode(paths.map((path) => `/${path}\n`).join(''));
  const entries: InitramfsEntry[] = [
    { kind: 'directory', path: 'modules.d' },
    { kind: 'file', path: 'modules', bytes: list, mode: 0o644 },
  ];
  const files: [string, string, number][] = [
    ['init', compiled.value, 0o755],
    ...modules.value.map((host, index): [string, string, number] => [paths[index] ?? '', host, 0o644]),
  ];
  for (const [path, host, mode] of files) {
    const entry = fileEntry(path, host, mode);
    if (!entry.ok) return entry;
    entries.push(entry.value);
  }
  return ok(entries);
}
