// SPDX-License-Identifier: MIT
// Programs and libraries of test/boot/linking, compiled as a user's are, and run in guests with the kernel's C library.
import assert from 'node:assert/strict';
import { join, spawn } from '../../src/util/index.ts';
import { COMMAND_LIMIT_S, type CommandEnd } from '../cli/rig.ts';
import { root } from '../house/tree.ts';
import { runGuest } from './rig.ts';

export const SOURCES = join(root, 'test/boot/linking');
/** The programs look for their libraries in `$ORIGIN/lib`. */
export const PROGRAMS = join(root, 'build/test/linking');
export const LIBRARIES = join(PROGRAMS, 'lib');

/** Flags for a library, and for a program that finds its libraries. */
export const SHARED = ['-fPIC', '-shared'];
export const FROM_ORIGIN = '-Wl,-rpath,$ORIGIN/lib,--enable-new-dtags';

/** What a program prints and ends with on the host. */
export async function hostCommand(command: string, words: readonly string[]): Promise<string> {
  const outcome = await spawn(command, words, { cwd: PROGRAMS, timeoutMs: COMMAND_LIMIT_S * 1000 });
  assert.ok(outcome.kind === 'exited', JSON.stringify(outcome));
  return `${outcome.stdout}exit code ${outcome.code}\n`;
}

/** Compiles `source` of this folder to `output` below PROGRAMS, where the compiler runs. */
export async function compile(
  compiler: 'gcc' | 'g++',
  source: string,
  output: string,
  flags: readonly string[],
): Promise<void> {
  const words = ['-g', '-w', join(SOURCES, source), '-o', join(PROGRAMS, output), ...flags];
  const outcome = await spawn(compiler, words, { cwd: PROGRAMS, timeoutMs: COMMAND_LIMIT_S * 1000 });
  assert.ok(outcome.kind === 'exited' && outcome.code === 0, JSON.stringify(outcome));
}

/** Runs a program in a guest as `/linking/program`, with the libraries in `/linking/lib`. */
export function runWithLibraries(
  name: string,
  args: readonly string[],
  options: readonly string[] = [],
  libraries: string = LIBRARIES,
): Promise<CommandEnd> {
  const files = ['--file', `/linking/lib=${libraries}`, '--file', `/linking/program=${join(PROGRAMS, name)}`];
  return runGuest(['--libc=kernel', ...files, ...options], '/linking/program', args);
}
