// SPDX-License-Identifier: MIT
// Programs for tests, compiled when a test needs them.
import assert from 'node:assert/strict';
import { analyzeFile } from '../file/analyze-file.ts';
import type { FileNeeds } from '../file/file-needs.ts';
import {
  fileURLToPath,
  join,
  makeTemporaryDirectory,
  readBytes,
  removeTree,
  spawn,
  tmpdir,
  writeWhole,
} from '../../util/index.ts';

/** A file beside this one, in the sources. */
export function sourcePath(name: string): string {
  return fileURLToPath(new URL(`../../../../../src/needs/testing/${name}`, import.meta.url));
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const outcome = await spawn(command, args);
  assert.ok(
    outcome.kind === 'exited' && outcome.code === 0,
    `${command} ${args.join(' ')}: ${JSON.stringify(outcome)}`,
  );
}

export interface CompileOptions {
  readonly compiler: 'gcc' | 'clang' | 'musl-gcc';
  readonly flags: readonly string[];
  /** Leave no symbols in the file. */
  readonly strip?: boolean;
}

/** Compiles a C file, or a C text; gives the program's bytes. */
export async function compile(
  source: { readonly path: string } | { readonly text: string },
  options: CompileOptions,
): Promise<Uint8Array> {
  const folder = makeTemporaryDirectory(tmpdir(), 'thimble-compile-');
  assert.ok(folder.ok);
  try {
    const program = join(folder.value, 'program');
    let path = join(folder.value, 'program.c');
    if ('text' in source) assert.ok(writeWhole(path, source.text).ok);
    else path = source.path;
    await run(options.compiler, ['-w', ...options.flags, '-o', program, path]);
    if (options.strip === true) await run('strip', [program]);
    const bytes = readBytes(program);
    assert.ok(bytes.ok);
    return bytes.value;
  } finally {
    removeTree(folder.value);
  }
}

export function analyzed(bytes: Uint8Array, exportable: readonly string[] = []): FileNeeds {
  const needs = analyzeFile(bytes, 'program', { exportable: new Set(exportable) });
  assert.ok(needs.ok, needs.ok ? '' : needs.diagnostics[0].message);
  return needs.value;
}

/** Names or numbers that a kind of call asks for, sorted. */
export function wanted(needs: FileNeeds, kind: 'dlsym' | 'dlopen' | 'syscall'): string[] {
  return needs.runtime
    .filter((need) => need.kind === kind && need.class !== 'guessed')
    .map(({ name }) => name);
}
