// SPDX-License-Identifier: MIT
import { skipped, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { ok, type Result } from '../src/diagnostic/index.ts';
import type { ElfFile } from '../src/elf/index.ts';
import { AMPLE, withServer } from './serve/boot.ts';
import { warmUp } from './serve/clients.ts';
import { countFunctions, instructionCounter, type Counter } from './serve/counts.ts';
import type { ServerGuest } from './serve/guests.ts';
import type { BenchNetwork } from './serve/network.ts';
import { benchServers } from './serve/prepare.ts';
import type { Server } from './serve/servers.ts';
import { openElf } from './support/trace-boot.ts';

const SECONDS = 3;
const MOST_FUNCTIONS = 5;

/** Of what clients asked. */
interface Count {
  /** Instructions for one request. */
  readonly total: number;
  /** Where most of them are. */
  readonly note: string;
}

function describe(functions: ReadonlyMap<string, number>, total: number): string {
  const most = [...functions].sort(([, a], [, b]) => b - a).slice(0, MOST_FUNCTIONS);
  return most.map(([name, count]) => `${name} ${Math.round((100 * count) / total)} %`).join(', ');
}

/** Boots one guest and lets each kind of client at it. */
async function countGuest(
  context: BenchContext,
  network: BenchNetwork,
  counter: Counter,
  server: Server,
  guest: ServerGuest,
  kernel: ElfFile | undefined,
): Promise<Result<Count[]>> {
  const counted: ServerGuest = {
    ...guest,
    spec: (memoryBytes, vmm) => {
      const spec = guest.spec(memoryBytes, vmm);
      return { ...spec, accelerator: 'tcg', vmmArgs: [...(spec.vmmArgs ?? []), ...counter.vmmArgs] };
    },
  };
  return withServer(context, { guest: counted, server, network, ...AMPLE }, async () => {
    const counts: Count[] = [];
    for (const clients of server.clients) {
      const where = { network, port: server.port };
      const rate = await warmUp(clients, where);
      if (!rate.ok) return rate;
      const before = counter.read();
      if (!before.ok) return before;
      const run = await clients.run({ ...where, seconds: SECONDS, rate: rate.value });
      if (!run.ok) return run;
      const after = counter.read();
      if (!after.ok) return after;
      const functions = countFunctions(before.value, after.value, kernel);
      const total = [...functions.values()].reduce((sum, count) => sum + count, 0);
      counts.push({ total: total / run.value.count, note: describe(functions, total) });
    }
    return ok(counts);
  });
}

export const benchmark: Benchmark = {
  name: 'serve-instructions',
  summary: 'guest instructions for a request of servers of apps/, next to the same under Linux',
  packagesFor: 'test',
  run: async (context) => {
    const found = await instructionCounter(context);
    if (!found.ok) return found;
    const counter = found.value;
    if (counter === undefined) return ok(skipped('this QEMU has no plugins'));
    return benchServers(context, [1], async ({ server, guests, network }) => {
      const rows: BenchRow[] = [];
      const sides: Count[][] = [];
      for (const guest of guests) {
        context.say(`${server.app} under ${guest.side}`);
        const kernel = guest.symbols === undefined ? undefined : openElf(guest.symbols);
        if (kernel?.ok === false) return kernel;
        const counts = await countGuest(context, network, counter, server, guest, kernel?.value);
        if (!counts.ok) return counts;
        sides.push(counts.value);
      }
      for (const [at, { what }] of server.clients.entries()) {
        const [own, other] = [sides[0]?.[at], sides[1]?.[at]];
        if (own === undefined || other === undefined) continue;
        rows.push(
          { what: `${what}, Thimble`, value: own.total, unit: 'instructions', note: own.note },
          { what: `${what}, Linux`, value: other.total, unit: 'instructions', note: other.note },
          {
            what: `${what}, to Linux`,
            value: own.total / other.total,
            unit: 'times',
            target: { atMost: 1 },
          },
        );
      }
      return ok(rows);
    });
  },
};
