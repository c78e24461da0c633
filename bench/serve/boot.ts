// SPDX-License-Identifier: MIT
// Boots a server, waits for its first answer, and lets clients at it.
import type { BenchContext } from '../../src/cli/benchmark.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import { readText } from '../../src/util/index.ts';
import { runBenchGuest } from '../support/guest.ts';
import { commandFailed, guestFailed, unexpectedOutput } from '../support/messages.ts';
import type { ServerGuest } from './guests.ts';
import { TAP, type BenchNetwork } from './network.ts';
import type { Server } from './servers.ts';

export interface Boot {
  readonly guest: ServerGuest;
  readonly server: Server;
  readonly network: BenchNetwork;
  readonly memoryBytes: number;
  /** How long the first answer may take. */
  readonly patienceSeconds: number;
}

/** Enough for Linux with any of the servers. The least memory is what bench serve-memory looks for. */
export const AMPLE: Pick<Boot, 'memoryBytes' | 'patienceSeconds'> = {
  memoryBytes: 256 * 2 ** 20,
  patienceSeconds: 120,
};

export interface Serving {
  /** From starting QEMU to the first answer. */
  readonly startMs: number;
  /** Milliseconds of processor time that QEMU has taken so far, the guest's included. */
  processorMs(): number;
}

/** USER_HZ, in which Linux tells of times in /proc whatever it counts in itself. */
const TICKS_PER_SECOND = 100;

/** Of proc(5), `stat`: fields 14 and 15, counted from 1; the second field ends with the last parenthesis. */
function processorMs(pid: string): number {
  const stat = readText(`/proc/${pid}/stat`);
  if (!stat.ok) return Number.NaN;
  const fields = stat.value.slice(stat.value.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

async function awaitAnswer(boot: Boot, startedMs: number, signal: AbortSignal): Promise<Result<Serving>> {
  const { network, server, patienceSeconds } = boot;
  const { request, answer } = server.probe;
  await network.expect('booting');
  const args = [TAP.guest, String(server.port), String(patienceSeconds), request, answer];
  const outcome = await network.client(network.firstAnswer, args, patienceSeconds * 1000 + 10_000, signal);
  await network.expect('serving');
  if (outcome.kind !== 'exited' || outcome.code !== 0) return err(commandFailed('first-answer', outcome));
  const when = /answered at (\d+)/.exec(outcome.stdout)?.[1];
  const pid = readText(network.pidFile);
  if (when === undefined || !pid.ok) return err(unexpectedOutput('first-answer', 'a time', outcome.stdout));
  return ok({
    startMs: Number(when) / 1e6 - startedMs,
    processorMs: () => processorMs(pid.value.trim()),
  });
}

/** Boots, calls `use` once the server has answered, and kills the guest. A guest that ends before is a failure. */
export async function withServer<T>(
  context: BenchContext,
  boot: Boot,
  use: (serving: Serving) => Promise<Result<T>>,
): Promise<Result<T>> {
  const stop = new AbortController();
  const gone = new AbortController();
  const interrupted = AbortSignal.any([context.interrupted, stop.signal]);
  const what = `${boot.server.app} under ${boot.guest.side}`;
  const spec = boot.guest.spec(boot.memoryBytes, boot.network.vmm);
  // CLOCK_MONOTONIC, which first-answer reads as well.
  const startedMs = Number(process.hrtime.bigint()) / 1e6;
  const ended = runBenchGuest({ ...context, interrupted }, spec, 3_600_000).finally(() => gone.abort());
  const serving = await awaitAnswer(boot, startedMs, gone.signal);
  const used = serving.ok ? await use(serving.value) : serving;
  const early = gone.signal.aborted;
  stop.abort();
  const end = await ended;
  if (!end.ok) return end;
  if (used.ok && !early) return used;
  const { run, stdout } = end.value;
  const said = stdout + run.log.join('\n');
  const why = [
    ...(run.outcome.kind === 'vmm-failed' ? [run.outcome.diagnostic] : []),
    ...(used.ok ? [] : used.diagnostics),
  ];
  return err(guestFailed(what, early ? `ended early: ${run.outcome.kind}` : 'failed', said), ...why);
}
