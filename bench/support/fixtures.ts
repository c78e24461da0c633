// SPDX-License-Identifier: MIT
// Programs to measure with: C of bench/programs, compiled for Linux, and the floor, a guest that only prints.
import type { BenchContext } from '../../src/cli/benchmark.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import { TARGET_FLAGS } from '../../src/toolchain/flags.ts';
import { basename, join, makeDirectory, spawn } from '../../src/util/index.ts';
import { commandFailed } from './messages.ts';

const LIBC_COMPILERS = { musl: 'musl-gcc', glibc: 'gcc' } as const;

export type Libc = keyof typeof LIBC_COMPILERS;

async function runTool(command: string, args: readonly string[], cwd: string): Promise<Result<void>> {
  const outcome = await spawn(command, args, { cwd });
  const fine = outcome.kind === 'exited' && outcome.code === 0;
  return fine ? ok(undefined) : err(commandFailed(`${command} ${args.join(' ')}`, outcome));
}

/** Compiles a C file into a static Linux program. Gives its path. */
export async function compileStatic(
  context: BenchContext,
  source: string,
  libc: Libc,
): Promise<Result<string>> {
  const path = join(context.folder, `${basename(source, '.c')}-${libc}`);
  const args = ['-static', '-O2', '-Wall', source, '-o', path];
  const compiled = await runTool(LIBC_COMPILERS[libc], args, context.folder);
  return compiled.ok ? ok(path) : compiled;
}

/** Compiles bench/programs/<name>.c into a static Linux program. Gives its path. */
export function staticProgram(context: BenchContext, name: string, libc: Libc): Promise<Result<string>> {
  return compileStatic(context, join(context.root, 'bench/programs', `${name}.c`), libc);
}

/** Compiles bench/programs/<name>.c as gcc does it by itself: a dynamic, position independent program. Gives its path. */
export async function dynamicProgram(context: BenchContext, name: string): Promise<Result<string>> {
  const path = join(context.folder, `${name}-dynamic`);
  const source = join(context.root, 'bench/programs', `${name}.c`);
  const compiled = await runTool('gcc', ['-O2', '-Wall', '-pthread', source, '-o', path], context.folder);
  return compiled.ok ? ok(path) : compiled;
}

/** Compiles bench/programs/<name>.c into a library for LD_PRELOAD. Gives its path. */
export async function sharedLibrary(context: BenchContext, name: string): Promise<Result<string>> {
  const path = join(context.folder, `${name}.so`);
  const source = join(context.root, 'bench/programs', `${name}.c`);
  const args = ['-O2', '-Wall', '-fPIC', '-shared', '-pthread', source, '-o', path];
  const compiled = await runTool('gcc', args, context.folder);
  return compiled.ok ? ok(path) : compiled;
}

/** Assembles and links bench/floor/stub.S: what the machine itself costs. Gives the path of the "kernel". */
export async function floorKernel(context: BenchContext): Promise<Result<string>> {
  const folder = join(context.folder, 'floor');
  makeDirectory(folder);
  const source = join(context.root, 'bench/floor/stub.S');
  const assembled = await runTool('clang', [...TARGET_FLAGS, '-c', source, '-o', 'stub.o'], folder);
  if (!assembled.ok) return assembled;
  const link = ['--static', '-e', 'start', '--image-base=0x100000', '-o', 'stub.elf', 'stub.o'];
  const linked = await runTool('ld.lld', link, folder);
  return linked.ok ? ok(join(folder, 'stub.elf')) : linked;
}
