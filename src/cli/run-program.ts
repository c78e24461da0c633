// SPDX-License-Identifier: MIT
// Boots a prepared program and makes an exit code of its end.
import { err, ok, type Result } from '../diagnostic/index.ts';
import {
  findAccelerator,
  keepGuest,
  keepLog,
  planGuest,
  prepareGdb,
  runGuest,
  type GuestNetwork,
  type GuestOutcome,
  type GuestPlan,
  type GuestRun,
  type Recorder,
} from '../machine/index.ts';
import {
  guestEndDiagnostic,
  guestRunJson,
  isMessage,
  leftOutDiagnostic,
  renderCrash,
  renderKernelLog,
} from '../report/guest-run.ts';
import { join, resolve, writeWhole } from '../util/index.ts';
import { checkMemory } from './check-memory.ts';
import type { CommandContext } from './command.ts';
import { EXIT, signalCode } from './exit-codes.ts';
import { cannotWriteReport, noProgramToRun } from './messages.ts';
import { networkSwitches, resolveNetwork, tellListening, type NetworkOptions } from './network-options.ts';
import { moduleOpener } from './open-modules.ts';
import { prepareProgram, type PreparedProgram, type ProgramOptions } from './prepare-program.ts';

export interface RunProgramOptions extends ProgramOptions, NetworkOptions {
  readonly timeout: number | undefined;
  readonly gdb: boolean;
  readonly keep: string | undefined;
  readonly json: string | undefined;
  readonly record: string | undefined;
}

const SIGPIPE = 13;

/** What the command ends with; docs/exit-codes.md. */
export function exitCodeOf(outcome: GuestOutcome, interruptedCode: number): number {
  switch (outcome.kind) {
    case 'exited':
      return outcome.exitCode;
    case 'signalled':
      return signalCode(outcome.signal);
    case 'panicked':
      return EXIT.guestBroken;
    case 'timed-out':
      return EXIT.timedOut;
    case 'vmm-failed':
      return EXIT.vmmFailed;
    case 'interrupted':
      return outcome.by === 'output-closed' ? signalCode(SIGPIPE) : interruptedCode;
    default:
      return outcome satisfies never;
  }
}

export interface BootRequest {
  readonly prepared: PreparedProgram;
  readonly options: RunProgramOptions;
  readonly vmmArgs: readonly string[];
  readonly network?: GuestNetwork;
  readonly recorder?: Recorder;
}

async function planBoot(
  context: CommandContext,
  { prepared, options, vmmArgs, network }: BootRequest,
): Promise<Result<GuestPlan>> {
  if (prepared.command === undefined) return err(noProgramToRun());
  const fits = checkMemory(prepared.kernel.strippedPath, prepared.memory);
  if (!fits.ok) return fits;
  const words = options.kernelArgs.flatMap((text) => text.split(/\s+/)).filter((word) => word !== '');
  const accelerator = await findAccelerator({ cacheFile: join(context.root, 'build/cache/accelerator') });
  return planGuest({
    machine: prepared.machine,
    kernel: prepared.kernel.strippedPath,
    disk: prepared.rootfs.path,
    memoryBytes: prepared.memory,
    ...(network === undefined ? {} : { network }),
    cpus: prepared.cpus,
    command: prepared.command,
    kernelOptions: [...(options.verbose ? ['--verbose'] : []), ...words],
    // With output to a pipe or a file the guest must not echo and translate as a terminal does.
    input: context.stdinIsTerminal && context.stdout.isTerminal ? 'terminal' : 'stream',
    separateStderr: !context.outputsAreOne,
    accelerator,
    // Emulation can count instructions, which say more about a boot than its own time does.
    countInstructions: accelerator === 'tcg' && words.includes('--bootchart'),
    vmmArgs,
  });
}

/** Whether the kernel's messages are printed when they come: who gives the kernel options wants to see what comes of them. */
function isLive(options: RunProgramOptions): boolean {
  return options.verbose || options.kernelArgs.length > 0;
}

function explainEnd(context: CommandContext, request: BootRequest, run: GuestRun): void {
  const { prepared, options } = request;
  const { outcome } = run;
  const diagnostic = guestEndDiagnostic(outcome);
  const leftOut = leftOutDiagnostic(run.log);
  if (leftOut !== undefined) context.tell([leftOut]);
  // A program that fails may do so for want of something of which the kernel has warned.
  const failed = diagnostic !== undefined || (outcome.kind === 'exited' && outcome.exitCode !== 0);
  if (failed && !isLive(options)) context.stderr.write(renderKernelLog(run.log));
  if (diagnostic === undefined) return;
  context.tell([diagnostic]);
  context.stderr.write(renderCrash(run.crash, moduleOpener(prepared.tree, prepared.kernel.path)));
}

function interruptedCode(context: CommandContext): number {
  return Number(context.interrupted.reason ?? EXIT.interrupted);
}

export interface BootEnd {
  readonly run: GuestRun;
  readonly code: number;
}

/** Boots a prepared program, stays with it to its end, explains a bad end, and gives the exit code. */
export async function bootPrepared(context: CommandContext, request: BootRequest): Promise<Result<BootEnd>> {
  const { options, prepared } = request;
  const plan = await planBoot(context, request);
  if (!plan.ok) return plan;
  const kept = options.keep === undefined ? undefined : resolve(context.cwd, options.keep);
  if (kept !== undefined) {
    const saved = keepGuest(kept, plan.value);
    if (!saved.ok) return saved;
  }
  const listening = tellListening(request.network);
  const onLogLine = (line: string): void => {
    context.stderr.write(listening(line));
    request.recorder?.accept(line);
    if (options.verbose || (isLive(options) && isMessage(line))) context.stderr.write(`${line}\n`);
  };
  const run = await runGuest(plan.value, context.streams(), {
    interrupted: context.interrupted,
    ...(options.timeout === undefined || options.gdb ? {} : { timeoutMs: options.timeout }),
    onLogLine,
  });
  if (kept !== undefined) {
    const saved = keepLog(kept, run);
    if (!saved.ok) context.tell(saved.diagnostics);
  }
  explainEnd(context, request, run);
  const code = exitCodeOf(run.outcome, interruptedCode(context));
  if (options.json !== undefined) {
    const file = resolve(context.cwd, options.json);
    const written = writeWhole(file, `${JSON.stringify(guestRunJson(run, code, prepared.libc), null, 2)}\n`);
    if (!written.ok) context.tell([cannotWriteReport(file, written.code)]);
  }
  return ok({ run, code });
}

/** A recording, with what writes it down. What an analysis costs is only loaded for it. */
async function record(
  context: CommandContext,
  file: string,
  prepared: PreparedProgram,
): Promise<
  Result<{ readonly recorder: Recorder; readonly close: (words: readonly string[]) => Result<void> }>
> {
  const { closeRecording, openRecording } = await import('./record-needs.ts');
  const opened = await openRecording(context, file, prepared);
  if (!opened.ok) return opened;
  const { recorder } = opened.value;
  return ok({ recorder, close: (words) => closeRecording(context, opened.value, words) });
}

/** What `thimble run` does. `words` are PROGRAM and ARGS. */
export async function runProgram(
  context: CommandContext,
  words: readonly string[],
  options: RunProgramOptions,
): Promise<Result<number>> {
  const component = [...options.component, ...networkSwitches(options)];
  const prepared = await prepareProgram(context, words, { ...options, component });
  if (!prepared.ok) return prepared;
  if (context.interrupted.aborted) return ok(interruptedCode(context));
  context.tell(prepared.value.warnings);
  const gdb = options.gdb ? prepareGdb({ symbols: prepared.value.kernel.path }) : undefined;
  if (gdb?.ok === false) return gdb;
  if (gdb !== undefined) {
    context.finally(() => gdb.value.remove());
    context.stderr.write(
      `thimble: the machine waits for a debugger; paste into another terminal:\n${gdb.value.command}\n`,
    );
  }
  const vmmArgs = gdb?.value.vmmArgs ?? [];
  const network = await resolveNetwork(options);
  if (!network.ok) return network;
  const recording =
    options.record === undefined ? undefined : await record(context, options.record, prepared.value);
  if (recording?.ok === false) return recording;
  const end = await bootPrepared(context, {
    prepared: prepared.value,
    options,
    vmmArgs,
    ...(network.value === undefined ? {} : { network: network.value }),
    ...(recording === undefined ? {} : { recorder: recording.value.recorder }),
  });
  if (!end.ok) return end;
  const recorded = recording?.value.close(words);
  return recorded?.ok === false ? recorded : ok(end.value.code);
}
