// SPDX-License-Identifier: MIT
// What all benchmarks of servers begin with: clients, a network, Linux, and the guests.
import {
  measured,
  skipped,
  type BenchContext,
  type BenchOutcome,
  type BenchRow,
} from '../../src/cli/benchmark.ts';
import { ensureProgram } from '../../src/cli/ensure-packages.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import { join, writeWhole } from '../../src/util/index.ts';
import { fileFailed } from '../support/messages.ts';
import { noise } from '../support/noise.ts';
import {
  linuxGuest,
  prepareServerLinux,
  thimbleGuest,
  type LinuxKernel,
  type ServerGuest,
} from './guests.ts';
import { openNetwork, type BenchNetwork } from './network.ts';
import { SERVERS, SITE, type Server } from './servers.ts';

/** Programs of the host that are used, and Debian's packages that bring them. */
const PROGRAMS: readonly (readonly [path: string, debianPackage: string])[] = [
  ['/usr/bin/redis-benchmark', 'redis-tools'],
  ['/usr/bin/wrk', 'wrk'],
  ['/sbin/ip', 'iproute2'],
];

/** A server to be measured. */
export interface Compared {
  readonly server: Server;
  readonly cpus: number;
  /** Of Thimble and of Linux, in this order. */
  readonly guests: readonly ServerGuest[];
  readonly network: BenchNetwork;
  /** Of Linux. */
  readonly release: string;
}

/** The files that nginx serves, as files of the host. */
function writeSite(context: BenchContext): Result<string> {
  const folder = join(context.folder, 'www');
  for (const [name, bytes] of SITE) {
    const written = writeWhole(join(folder, name), noise(bytes));
    if (!written.ok) return err(fileFailed(written));
  }
  return ok(folder);
}

async function guestsOf(
  context: BenchContext,
  linux: LinuxKernel,
  site: string,
  wish: Pick<Compared, 'server' | 'cpus'>,
): Promise<Result<readonly ServerGuest[]>> {
  const files = new Map(wish.server.app === 'nginx' ? [['/www', site]] : []);
  const own = await thimbleGuest(context, { ...wish, files });
  if (!own.ok) return own;
  const other = await linuxGuest(context, linux, { ...wish, files }, own.value.prepared);
  return other.ok ? ok([own.value, other.value]) : other;
}

/**
 * Gives a benchmark a network that is there for it only, with the clients that Debian has for it on the host; skipped, with the
 * reason, where there can be none.
 */
export async function withNetwork(
  context: BenchContext,
  use: (network: BenchNetwork) => Promise<Result<BenchOutcome>>,
): Promise<Result<BenchOutcome>> {
  for (const [path, debianPackage] of PROGRAMS) {
    const ensured = await ensureProgram(context, path, [debianPackage]);
    if (!ensured.ok) return ensured;
  }
  const network = await openNetwork(context);
  if (!network.ok) return network;
  if (network.value.kind === 'missing') return ok(skipped(network.value.reason));
  const outcome = await use(network.value);
  await network.value.close();
  return outcome;
}

/** Has each server measured with each number of CPUs; skipped, with the reason, where there can be no comparison. */
export function benchServers(
  context: BenchContext,
  cpuCounts: readonly number[],
  measure: (compared: Compared) => Promise<Result<readonly BenchRow[]>>,
): Promise<Result<BenchOutcome>> {
  return withNetwork(context, async (network) => {
    const linux = await prepareServerLinux(context);
    if (!linux.ok) return linux;
    if (linux.value.kind === 'missing') return ok(skipped(linux.value.reason));
    const { release } = linux.value;
    const site = writeSite(context);
    if (!site.ok) return site;
    const rows: BenchRow[] = [];
    for (const cpus of cpuCounts) {
      for (const server of SERVERS) {
        const guests = await guestsOf(context, linux.value, site.value, { server, cpus });
        if (!guests.ok) return guests;
        const found = await measure({ server, cpus, guests: guests.value, network, release });
        if (!found.ok) return found;
        rows.push(...found.value);
      }
    }
    return ok(measured(rows));
  });
}
