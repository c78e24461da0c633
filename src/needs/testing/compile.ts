// SPDX-License-Identifier: MIT
// Programs for tests, compiled when a test needs them.
import assert from 'node:assert/strict';
import { analyzeFile } from '../file/analyze-file.ts';
import type { FileNeeds } from '../file/file-needs.ts';
import { fileURLToPath, join } from '../../util/index.ts';
import { mustRead, mustRun } from '../../util/test-compile.ts';
import { inTemporaryFolder, writeFiles } from '../../util/test-tree.ts';

/** A file beside this one, in the sources. */
export function sourcePath(name: string): string {
  return fileURLToPath(new URL(`../../../../../src/needs/testing/${name}`, import.meta.url));
}

export interface CompileOptions {
  readonly compiler: 'gcc' | 'clang' | 'musl-gcc';
  readonly flags: readonly string[];
  /** Leave no symbols in the file. */
  readonly strip?: boolean;
}

/** Compiles a C file, or a C text; gives the program's bytes. */
export function compile(
  source: { readonly path: string } | { readonly text: string },
  options: CompileOptions,
): Promise<Uint8Array> {
  return inTemporaryFolder(async (folder) => {
    const program = join(folder, 'program');
    if ('text' in source) writeFiles(folder, { 'program.c': source.text });
    const path = 'text' in source ? `${program}.c` : source.path;
    await mustRun(options.compiler, ['-w', ...options.flags, '-o', program, path]);
    if (options.strip === true) await mustRun('strip', [program]);
    return mustRead(program);
  });
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
