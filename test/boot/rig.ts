// SPDX-License-Identifier: MIT
// Compiles the small C programs in test/boot/programs, and runs programs in guests as a user does.
import {
  fileStatus,
  join,
  listDirectory,
  makeDirectory,
  removeTree,
  renamePath,
  spawn,
} from '../../src/util/index.ts';
import { COMMAND_LIMIT_S, GUEST_LIMIT_S, thimble, type CommandEnd, type ThimbleOptions } from '../cli/rig.ts';
import { root } from '../house/tree.ts';

export type Compiler = 'gcc' | 'musl-gcc';

const SOURCES = join(root, 'test/boot/programs');
const PROGRAMS = join(root, 'build/test/programs');

/** The programs of benchmarks. */
export const BENCH_PROGRAMS = join(root, 'bench/programs');

function modifiedMs(path: string): number | undefined {
  const status = fileStatus(path);
  return status.ok ? status.value.mtimeMs : undefined;
}

/** By path of the program: tests of one file may run at the same time. */
const compilations = new Map<string, Promise<string>>();

/**
 * The program made from `test/boot/programs/<name>.c`, or of another folder, compiled when it is not there or older than its source.
 *
 * @returns Its path on the host.
 */
export function compileProgram(
  name: string,
  compiler: Compiler,
  flags: readonly string[],
  folder = SOURCES,
): Promise<string> {
  const program = join(PROGRAMS, [name, compiler, ...flags.map((flag) => flag.replace(/^-+/, ''))].join('-'));
  const running = compilations.get(program) ?? compileTo(program, join(folder, `${name}.c`), compiler, flags);
  compilations.set(program, running);
  return running;
}

/** The headers of the programs; which of them includes which is not worth knowing. */
function headers(): string[] {
  const names = listDirectory(SOURCES);
  return names.ok ? names.value.filter((name) => name.endsWith('.h')).map((name) => join(SOURCES, name)) : [];
}

async function compileTo(
  program: string,
  source: string,
  compiler: Compiler,
  flags: readonly string[],
): Promise<string> {
  const programMs = modifiedMs(program);
  const inputs = [source, ...headers()].map(modifiedMs);
  if (programMs !== undefined && inputs.every((ms) => ms !== undefined && ms < programMs)) return program;

  makeDirectory(PROGRAMS);
  // Written aside, because another test may be running or compiling the same one.
  const aside = `${program}.${process.pid}`;
  const words = ['-O1', '-g', '-Wall', '-pthread', ...flags, '-o', aside, source, '-lm'];
  const outcome = await spawn(compiler, words, { timeoutMs: COMMAND_LIMIT_S * 1000 });
  if (outcome.kind !== 'exited' || outcome.code !== 0) {
    removeTree(aside);
    throw new Error(`${compiler} cannot compile ${source}: ${JSON.stringify(outcome)}`);
  }
  renamePath(aside, program);
  return program;
}

/** As compileProgram, for the usual case of a static program with glibc. */
export function compileStatic(name: string): Promise<string> {
  return compileProgram(name, 'gcc', ['-static']);
}

/** What the tool says when it has to build the kernel first, as it must for whichever test is the first. */
const BUILDING = /^thimble: (?:compiling|linking) the kernel\n/gm;

/** `./thimble run OPTIONS PROGRAM ARGS`. */
export async function runGuest(
  options: readonly string[],
  program: string,
  args: readonly string[],
  how: ThimbleOptions = {},
): Promise<CommandEnd> {
  const limit = ['--timeout', `${GUEST_LIMIT_S}`];
  const end = await thimble(['run', ...limit, ...options, program, ...args], how);
  return { ...end, stderr: end.stderr.replace(BUILDING, '') };
}
