// SPDX-License-Identifier: MIT
// Starts a machine and stays with it to its end: streams, time limit, interruption, verdict.
import { makeFifos, openFifoWriter, readBatches, spawnStreaming, type BatchReader } from '../util/index.ts';
import { forwardInput, type InputStream } from './forward-input.ts';
import { isCrashLine, LogReader, TAKES_SIGNALS } from './log-reader.ts';
import { noPipes } from './messages.ts';
import { OutputSink } from './output-sink.ts';
import type { GuestPlan, GuestPorts } from './plan-guest.ts';
import { Stopping } from './stopping.ts';
import { forOwnTerminal } from './terminal-output.ts';
import { decideOutcome, type GuestOutcome } from './verdict.ts';

export interface GuestStreams {
  /** Without it the guest's input is empty. */
  readonly stdin?: InputStream;
  readonly stdout: NodeJS.WritableStream;
  /** Used if the plan separates standard error. */
  readonly stderr: NodeJS.WritableStream;
}

export interface RunOptions {
  readonly timeoutMs?: number;
  /**
   * Aborting it ends the guest: a program that handles signals gets the one that the reason tells (the exit code of a shell, 128
   * and its number), and ten seconds.
   */
  readonly interrupted?: AbortSignal;
  /** Called with each line of the kernel's log when it comes, without the line end. */
  readonly onLogLine?: (line: string) => void;
}

export interface GuestRun {
  readonly outcome: GuestOutcome;
  /** The kernel's log, without line ends. */
  readonly log: readonly string[];
  /** Those lines of it that are a crash report. */
  readonly crash: readonly string[];
  readonly seconds: {
    /** From starting the VMM to the first byte that the program wrote; null when it wrote none. */
    readonly boot: number | null;
    readonly total: number;
  };
  /** Those between the kernel's entry and the program's first, if the specification wants them counted. */
  readonly bootInstructions: number | null;
  readonly vmmStderr: string;
}

const PORTS: GuestPorts = {
  console: 'stdio,signal=off',
  log: 'file,path=/dev/fd/3',
  stderr: 'file,path=/dev/fd/4',
};

/**
 * Runs a guest to its end. What the program writes goes to our streams byte by byte as it was, and has been handed over
 * completely when this resolves. Never rejects for what guest or VMM do, and leaves no process and no file behind.
 */
export async function runGuest(
  plan: GuestPlan,
  streams: GuestStreams,
  options: RunOptions = {},
): Promise<GuestRun> {
  const { separateStderr, input } = plan.spec;
  const made = await makeFifos(separateStderr ? 3 : 2, 1);
  if (!made.ok) return notRun({ kind: 'vmm-failed', diagnostic: noPipes(made.path, made.code) });
  const fifos = made.value;
  const [console, log, stderr] = fifos.outbound;
  const [stdin] = fifos.inbound;
  if (console === undefined || log === undefined || stdin === undefined)
    throw new Error('makeFifos made too few');

  const started = performance.now();
  const child = spawnStreaming(plan.vmm, plan.args(PORTS), {
    stdin: stdin.childFd,
    stdout: console.childFd,
    descriptors: [log, ...(stderr === undefined ? [] : [stderr])].map(({ childFd }) => childFd),
  });
  fifos.closeChildEnds();

  const sinks: OutputSink[] = [];
  const stopping = new Stopping(child, sinks);
  const onOutputClosed = () => stopping.stop({ kind: 'interrupted', by: 'output-closed' });
  let firstOutput: number | undefined;
  const pass = (fd: number, to: NodeJS.WritableStream, adapt = (bytes: Uint8Array) => bytes): BatchReader => {
    const sink = new OutputSink(to, onOutputClosed);
    sinks.push(sink);
    return readBatches(fd, (bytes) => {
      firstOutput ??= performance.now();
      stopping.noteActivity();
      return sink.accept(adapt(bytes));
    });
  };
  let takesSignals = false;
  const logReader = new LogReader((line) => {
    takesSignals ||= line === TAKES_SIGNALS;
    options.onLogLine?.(line);
    if (logReader.verdict !== undefined) stopping.expectEnd();
  });
  const readers = [
    pass(console.ownFd, streams.stdout, input === 'terminal' ? forOwnTerminal : undefined),
    readBatches(log.ownFd, (bytes) => {
      logReader.accept(bytes);
      return undefined;
    }),
    ...(stderr === undefined ? [] : [pass(stderr.ownFd, streams.stderr)]),
  ];

  const toGuest = openFifoWriter(stdin.ownFd);
  const onImpatience = () => stopping.stop({ kind: 'interrupted', by: 'ctrl-c' });
  const forwarder = forwardInput(streams.stdin, input, toGuest, onImpatience);
  const passSignal = (signal: number) => takesSignals && forwarder.sendSignal(signal);
  const disarm = stopping.arm({ ...options, passSignal });

  const end = await child.ended;
  const ended = performance.now();
  forwarder.stop();
  toGuest.destroy();
  for (const reader of readers) reader.hurry();
  await Promise.all(readers.map((reader) => reader.ended));
  disarm();
  for (const sink of sinks) sink.close();
  logReader.end();

  const seconds = (until: number) => (until - started) / 1000;
  return {
    outcome: decideOutcome({ vmm: plan.vmm, end, verdict: logReader.verdict, stopped: stopping.reason }),
    log: logReader.lines,
    crash: logReader.lines.filter(isCrashLine),
    seconds: { boot: firstOutput === undefined ? null : seconds(firstOutput), total: seconds(ended) },
    bootInstructions: plan.spec.countInstructions === true ? bootTotal(logReader.lines) : null,
    vmmStderr: end.kind === 'not-started' ? '' : end.stderr,
  };
}

/** The sum of the stages that --bootchart prints; null when the guest did not come so far. */
function bootTotal(log: readonly string[]): number | null {
  for (const line of log) {
    const total = /^thimble: bootchart: total +(\d+)$/.exec(line)?.[1];
    if (total !== undefined) return Number(total);
  }
  return null;
}

function notRun(outcome: GuestOutcome): GuestRun {
  return {
    outcome,
    log: [],
    crash: [],
    seconds: { boot: null, total: 0 },
    bootInstructions: null,
    vmmStderr: '',
  };
}
