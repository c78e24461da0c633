// SPDX-License-Identifier: MIT
import { ok, styled, type Result } from '../diagnostic/index.ts';
import { LADDER_HEADINGS, ladderRows } from '../report/ladder.ts';
import { relative } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { measureLadder } from './measure-ladder.ts';
import { noOptions } from './no-options.ts';
import { prepareProgram, type PreparedProgram } from './prepare-program.ts';
import { bootPrepared, type BootEnd } from './run-program.ts';
import { renderTable } from './table.ts';

const TIMEOUT_MS = 60_000;

function kib(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}

function whatWasBuilt(context: CommandContext, prepared: PreparedProgram): string {
  const { kernel, rootfs, seconds } = prepared;
  const path = (each: string): string => relative(context.cwd, each);
  const build = seconds.compile + seconds.link;
  return (
    `  kernel  ${path(kernel.strippedPath)}: ${kib(kernel.strippedBytes)}, ${kernel.components.length} components, ` +
    `ready after ${build.toFixed(1)} s\n` +
    `  rootfs  ${path(rootfs.path)}: ${kib(rootfs.bytes)}, the program and the files that it needs\n`
  );
}

function whatHappened(prepared: PreparedProgram, end: BootEnd): string {
  const { boot, total } = end.run.seconds;
  const first = boot === null ? 'no output' : `its first output after ${Math.round(boot * 1000)} ms`;
  const memory = `${prepared.memory / 2 ** 20} MiB`;
  return (
    `  machine ${prepared.machine} with ${memory} of memory; from starting QEMU: ${first}, ` +
    `the end after ${Math.round(total * 1000)} ms; exit code ${end.code}\n`
  );
}

function whatNext(context: CommandContext): string {
  return (
    `${styled('bold', 'Try next', context.stdout.colour)}\n` +
    '  ./thimble run /bin/ls -l /          a program of this host, as it is, with its libraries\n' +
    '  ./thimble components                what is in the kernel, and why\n' +
    '  ./thimble --help\n'
  );
}

/** Builds an app, boots it, and tells what was built and what happened. Gives the exit code of the program. */
export async function runDemo(context: CommandContext, app: string): Promise<Result<number>> {
  const defaults = noOptions();
  if (!defaults.ok) return defaults;
  const options = defaults.value;
  const prepared = await prepareProgram(context, [app], options);
  if (!prepared.ok) return prepared;
  context.tell(prepared.value.warnings);
  const { stdout } = context;
  stdout.write(
    `${whatWasBuilt(context, prepared.value)}\n${styled('bold', 'Booting it in QEMU', stdout.colour)}\n`,
  );
  const end = await bootPrepared(context, {
    prepared: prepared.value,
    options: {
      ...options,
      publish: [],
      net: undefined,
      timeout: TIMEOUT_MS,
      gdb: false,
      keep: undefined,
      json: undefined,
      record: undefined,
    },
    vmmArgs: [],
  });
  if (!end.ok) return end;
  stdout.write(`\n${whatHappened(prepared.value, end.value)}`);
  const steps = await measureLadder(context, [app], options);
  if (!steps.ok) return steps;
  stdout.write(`\n${styled('bold', `Kernels for apps/${app}, stripped`, stdout.colour)}\n`);
  stdout.write(renderTable(LADDER_HEADINGS, ladderRows(steps.value), stdout.colour));
  stdout.write(`\n${whatNext(context)}`);
  return ok(end.value.code);
}
