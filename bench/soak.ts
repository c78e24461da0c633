// SPDX-License-Identifier: MIT
// A server under load for ten minutes: does it lose an answer, does the guest lose memory?
import { measured, type BenchContext, type Benchmark } from '../src/cli/benchmark.ts';
import { ok, type Result } from '../src/diagnostic/index.ts';
import { withServer } from './serve/boot.ts';
import { redisClients, type Answers } from './serve/clients.ts';
import { thimbleGuest } from './serve/guests.ts';
import type { BenchNetwork } from './serve/network.ts';
import { withNetwork } from './serve/prepare.ts';
import { serverOf } from './serve/servers.ts';
import { memoryTeller, readMeminfo, type Meminfo } from './serve/soak.ts';

const SECONDS = 600;
/** Until all keys are there, and caches are full. */
const WARM_SECONDS = 20;
/** Clients are started anew so often, with new connections. */
const ROUND_SECONDS = 10;
const MEMORY_BYTES = 64 * 2 ** 20;
const PATIENCE_SECONDS = 60;
const CPUS = 2;

/** What may be in use by chance when the guest is asked: buffers of connections that are just over. */
const MOST_LOST_KIB = 1024;

type Soaked = Answers & { readonly before: Meminfo; readonly after: Meminfo };

const SERVER = serverOf('redis');
const KINDS = [redisClients('SET', 'set', 1), redisClients('GET', 'get', 1), redisClients('SET', 'set', 16)];

/** Clients one after the other, until the time is over. A missing answer is a failure. */
async function load(context: BenchContext, network: BenchNetwork, seconds: number): Promise<Result<Answers>> {
  const rates = KINDS.map(() => 1000);
  let total: Answers = { count: 0, seconds: 0 };
  while (total.seconds < seconds && !context.interrupted.aborted) {
    for (const [at, clients] of KINDS.entries()) {
      const rate = rates[at] ?? 0;
      const run = await clients.run({ network, port: SERVER.port, seconds: ROUND_SECONDS, rate });
      if (!run.ok) return run;
      rates[at] = run.value.count / run.value.seconds;
      total = { count: total.count + run.value.count, seconds: total.seconds + run.value.seconds };
    }
  }
  return ok(total);
}

export const benchmark: Benchmark = {
  name: 'soak',
  summary: `redis on ${CPUS} CPUs under load for ${SECONDS / 60} minutes: is an answer lost, or memory`,
  packagesFor: 'test',
  run: (context) =>
    withNetwork(context, async (network) => {
      const teller = await memoryTeller(context);
      if (!teller.ok) return teller;
      const guest = await thimbleGuest(context, { server: SERVER, cpus: CPUS, ...teller.value });
      if (!guest.ok) return guest;
      const limits = { memoryBytes: MEMORY_BYTES, patienceSeconds: PATIENCE_SECONDS };
      const boot = { guest: guest.value, server: SERVER, network, ...limits };
      const soaked = await withServer<Soaked>(context, boot, async () => {
        const warm = await load(context, network, WARM_SECONDS);
        if (!warm.ok) return warm;
        const before = await readMeminfo(network);
        if (!before.ok) return before;
        context.say(`${SECONDS / 60} minutes of clients`);
        const answers = await load(context, network, SECONDS);
        if (!answers.ok) return answers;
        const after = await readMeminfo(network);
        return after.ok ? ok({ ...answers.value, before: before.value, after: after.value }) : after;
      });
      if (!soaked.ok) return soaked;
      const { count, seconds, before, after } = soaked.value;
      const lost = before.available - after.available;
      return ok(
        measured([
          { what: 'answers', value: count / seconds, unit: 'requests/s', note: `${count}, none lost` },
          {
            what: 'MemAvailable before',
            value: before.available,
            unit: 'KiB',
            note: `MemFree ${before.free}`,
          },
          { what: 'MemAvailable after', value: after.available, unit: 'KiB', note: `MemFree ${after.free}` },
          { what: 'memory lost', value: lost, unit: 'KiB', target: { atMost: MOST_LOST_KIB } },
        ]),
      );
    }),
};
