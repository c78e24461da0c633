// SPDX-License-Identifier: MIT
import type { BenchContext, Benchmark, BenchRow } from '../src/cli/benchmark.ts';
import { ok, type Result } from '../src/diagnostic/index.ts';
import { leastWorking } from './support/least-working.ts';
import { withServer, type Boot } from './serve/boot.ts';
import type { ServerGuest, Side } from './serve/guests.ts';
import type { BenchNetwork } from './serve/network.ts';
import { benchServers } from './serve/prepare.ts';
import type { Server } from './serve/servers.ts';

const MIB = 1024;

/** Where to look for the least memory, in KiB. */
const RANGE: Readonly<
  Record<Side, { readonly least: number; readonly most: number; readonly step: number }>
> = {
  Thimble: { least: 2 * MIB, most: 64 * MIB, step: 256 },
  Linux: { least: 32 * MIB, most: 256 * MIB, step: 4 * MIB },
};

/** How long the guest with the most memory may take to answer. */
const MOST_PATIENCE_SECONDS = 120;

/** A guest that lacks memory may hang. Those that serve do so much sooner than after this many times what the first one took. */
const PATIENCE_FACTOR = 4;
const LEAST_PATIENCE_SECONDS = 5;

/** Has it answer, and then each kind of request for a moment. Gives how long the first answer took, in milliseconds. */
async function serve(context: BenchContext, boot: Boot): Promise<Result<number>> {
  const { network, server } = boot;
  return withServer(context, boot, async ({ startMs }) => {
    for (const clients of server.clients) {
      const run = await clients.run({ network, port: server.port, seconds: 1, rate: 500 });
      if (!run.ok) return run;
    }
    return ok(startMs);
  });
}

async function leastMemory(
  context: BenchContext,
  network: BenchNetwork,
  server: Server,
  guest: ServerGuest,
): Promise<Result<number>> {
  const { least, most, step } = RANGE[guest.side];
  const boot = (kib: number, patienceSeconds: number): Boot => ({
    ...{ guest, server, network, patienceSeconds },
    memoryBytes: kib * 1024,
  });
  const first = await serve(context, boot(most, MOST_PATIENCE_SECONDS));
  if (!first.ok) return first;
  const patience = LEAST_PATIENCE_SECONDS + Math.ceil((PATIENCE_FACTOR * first.value) / 1000);
  const works = async (steps: number): Promise<Result<boolean>> => {
    const served = await serve(context, boot(steps * step, patience));
    // That a guest was ended by Ctrl-C says nothing of its memory.
    return !served.ok && context.interrupted.aborted ? served : ok(served.ok);
  };
  const found = await leastWorking(works, least / step, most / step - 1);
  return found.ok ? ok((found.value ?? most / step) * step) : found;
}

export const benchmark: Benchmark = {
  name: 'serve-memory',
  summary: 'the least --memory with which servers of apps/ serve 50 clients, next to the same under Linux',
  packagesFor: 'test',
  run: (context) =>
    benchServers(context, [1], async ({ server, guests, network }) => {
      const rows: BenchRow[] = [];
      const found: number[] = [];
      for (const guest of guests) {
        context.say(`${server.app} under ${guest.side}`);
        const least = await leastMemory(context, network, server, guest);
        if (!least.ok) return least;
        found.push(least.value);
        rows.push({ what: `${server.app}, ${guest.side}`, value: least.value, unit: 'KiB' });
      }
      const [own = Number.NaN, other = Number.NaN] = found;
      rows.push({
        what: `${server.app}, to Linux`,
        value: own / other,
        unit: 'times',
        target: { atMost: 1 },
      });
      return ok(rows);
    }),
};
