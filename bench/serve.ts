// SPDX-License-Identifier: MIT
import { cpus as hostCpus } from 'node:os';
import type { BenchContext, Benchmark } from '../src/cli/benchmark.ts';
import { ok, type Result } from '../src/diagnostic/index.ts';
import { AMPLE, withServer } from './serve/boot.ts';
import { warmUp } from './serve/clients.ts';
import type { ServerGuest } from './serve/guests.ts';
import { benchServers } from './serve/prepare.ts';
import type { BenchNetwork } from './serve/network.ts';
import { caseRows, serverRows, type Sample } from './serve/rows.ts';
import type { Server } from './serve/servers.ts';

/** Each server is booted so often on each side, in turn. */
const ROUNDS = 3;
const SECONDS = 3;

async function measureGuest(
  context: BenchContext,
  network: BenchNetwork,
  server: Server,
  guest: ServerGuest,
): Promise<Result<Sample[]>> {
  return withServer(context, { guest, server, network, ...AMPLE }, async (serving) => {
    const samples: Sample[] = [{ what: undefined, side: guest.side, startMs: serving.startMs }];
    for (const clients of server.clients) {
      const where = { network, port: server.port };
      const rate = await warmUp(clients, where);
      if (!rate.ok) return rate;
      const before = serving.processorMs();
      const run = await clients.run({ ...where, seconds: SECONDS, rate: rate.value });
      if (!run.ok) return run;
      const { count, seconds } = run.value;
      samples.push({
        what: clients.what,
        side: guest.side,
        perSecond: count / seconds,
        processorUs: ((serving.processorMs() - before) * 1000) / count,
      });
    }
    return ok(samples);
  });
}

export const benchmark: Benchmark = {
  name: 'serve',
  summary: 'servers of apps/ on a tap device, next to the same under Linux: medians of several rounds',
  packagesFor: 'test',
  run: (context) =>
    benchServers(context, hostCpus().length > 1 ? [1, 2] : [1], async (compared) => {
      const { server, cpus, guests, network, release } = compared;
      const samples: Sample[] = [];
      for (let round = 1; round <= ROUNDS; round++) {
        for (const guest of guests) {
          context.say(`${server.app} on ${cpus} CPU, ${guest.side}, round ${round} of ${ROUNDS}`);
          const found = await measureGuest(context, network, server, guest);
          if (!found.ok) return found;
          samples.push(...found.value);
        }
      }
      return ok([
        ...(cpus === 1 ? serverRows(server, guests, samples, release) : []),
        ...server.clients.flatMap(({ what }) => caseRows(what, cpus, samples)),
      ]);
    }),
};
