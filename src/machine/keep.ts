// SPDX-License-Identifier: MIT
// What a run consisted of, in a folder, so that it can be looked at and repeated without the tool.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { copyFile, join, removeTree, writeWhole, type FsOutcome } from '../util/index.ts';
import { shellWord } from './gdb.ts';
import { cannotKeep } from './messages.ts';
import { planGuest, type GuestPlan, type GuestPorts, type GuestSpec } from './plan-guest.ts';
import type { GuestRun } from './run-guest.ts';

const NAMES = {
  kernel: 'kernel.elf',
  disk: 'rootfs.img',
  line: 'command-line.txt',
  log: 'log.txt',
  script: 'run.sh',
};

/** By hand, the program has the terminal, and what the kernel says goes to standard error. */
const PORTS: GuestPorts = {
  console: 'stdio,signal=on',
  log: 'file,path=/dev/stderr,append=on',
  stderr: 'file,path=/dev/stderr,append=on',
};

function script(plan: GuestPlan): string {
  const words = [plan.vmm, ...plan.args(PORTS)].map(shellWord);
  return (
    '#!/bin/sh\n' +
    '# Repeats the run of which this folder was kept. Standard input has no end here: Ctrl-C ends the machine.\n' +
    '# The status is (v << 1) | 1: 33 the program exited, 35 a signal ended it, 37 the kernel panicked, 39 it did not boot.\n' +
    'cd "$(dirname "$0")" || exit 1\n' +
    '# QEMU opens standard error by its name, which a socket does not allow. A pipe does.\n' +
    'if [ -S /dev/stderr ]; then\n' +
    '    pipe=$(mktemp -u) && mkfifo -m 600 "$pipe" || exit 1\n' +
    '    cat "$pipe" >&2 &\n' +
    '    exec 2>"$pipe"\n' +
    '    rm -f "$pipe"\n' +
    'fi\n' +
    `exec ${words.join(' ')} "$@"\n`
  );
}

function attempt(steps: readonly (() => FsOutcome<unknown>)[]): Result<undefined> {
  for (const step of steps) {
    const done = step();
    if (!done.ok) return err(cannotKeep(done.path, done.code));
  }
  return ok(undefined);
}

/** Puts kernel, image, command line and a `run.sh` into a folder, which is made if it is not there. */
export function keepGuest(folder: string, plan: GuestPlan): Result<undefined> {
  const { spec } = plan;
  const { disk, ...rest } = spec;
  const kept: GuestSpec = {
    ...rest,
    kernel: NAMES.kernel,
    ...(disk === undefined ? {} : { disk: NAMES.disk }),
    input: spec.input === 'stream' ? 'raw' : spec.input,
  };
  const again = planGuest(kept);
  if (!again.ok) return again;
  return attempt([
    () => removeTree(join(folder, NAMES.log)),
    () => copyFile(spec.kernel, join(folder, NAMES.kernel)),
    ...(disk === undefined ? [] : [() => copyFile(disk, join(folder, NAMES.disk))]),
    () => writeWhole(join(folder, NAMES.line), `${plan.commandLine}\n`),
    () => writeWhole(join(folder, NAMES.script), script(again.value), 0o755),
  ]);
}

/** Adds what the kernel and the VMM said in the run. */
export function keepLog(folder: string, run: GuestRun): Result<undefined> {
  const lines = [...run.log, ...(run.vmmStderr === '' ? [] : ['', 'The VMM said:', run.vmmStderr.trimEnd()])];
  return attempt([() => writeWhole(join(folder, NAMES.log), lines.map((line) => `${line}\n`).join(''))]);
}
