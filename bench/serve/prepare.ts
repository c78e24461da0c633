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
import { linuxGuest, prepareServerLinux, thimbleGuest, type ServerGuest } from './guests.ts';
import { openNetwork, type BenchNetwork, type NetworkOutcome } from './network.ts';
import { SERVERS, SITE, type Server } from './servers.ts';

/** Programs of the host that are used, and Debian's packages that bring them. */
const PROGRAMS: readonly (readonly [path: string, debianPackage: string])[] = [
  ['/usr/bin/redis-benchmark', 'redis-tools'],
  ['/usr/bin/wrk', 'wrk'],
  ['/sbin/ip', 'iproute2'],
];

type Missing = { readonly kind: 'missing'; readonly reason: string };

export interface Serving {
  readonly kind: 'ready';
  readonly network: BenchNetwork;
  readonly servers: readonly Server[];
  /** Of Linux. */
  readonly release: string;
  /** Of Thimble and of Linux, in this order. */
  guests(server: Server, cpus: number): Promise<Result<readonly ServerGuest[]>>;
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

/** A network, with the clients that Debian has for it on the host. */
export async function prepareNetwork(context: BenchContext): Promise<Result<NetworkOutcome>> {
  for (const [path, debianPackage] of PROGRAMS) {
    const ensured = await ensureProgram(context, path, [debianPackage]);
    if (!ensured.ok) return ensured;
  }
  return openNetwork(context);
}

async function prepareServing(context: BenchContext): Promise<Result<Serving | Missing>> {
  const network = await prepareNetwork(context);
  if (!network.ok) return network;
  if (network.value.kind === 'missing') return ok(network.value);
  const linux = await prepareServerLinux(context);
  if (!linux.ok) return linux;
  if (linux.value.kind === 'missing') return ok(linux.value);
  const kernel = linux.value;
  const site = writeSite(context);
  if (!site.ok) return site;
  const guests: Serving['guests'] = async (server, cpus) => {
    const files = new Map(server.app === 'nginx' ? [['/www', site.value]] : []);
    const wish = { server, cpus, files };
    const own = await thimbleGuest(context, wish);
    if (!own.ok) return own;
    const other = await linuxGuest(context, kernel, wish, own.value.prepared);
    return other.ok ? ok([own.value, other.value]) : other;
  };
  const { release } = kernel;
  return ok({ kind: 'ready', network: network.value, servers: SERVERS, release, guests });
}

/** Measures servers over a network that is there for it only; skipped, with the reason, where there can be no comparison. */
export async function benchServing(
  context: BenchContext,
  measure: (world: Serving) => Promise<Result<readonly BenchRow[]>>,
): Promise<Result<BenchOutcome>> {
  const prepared = await prepareServing(context);
  if (!prepared.ok) return prepared;
  if (prepared.value.kind === 'missing') return ok(skipped(prepared.value.reason));
  const rows = await measure(prepared.value);
  await prepared.value.network.close();
  return rows.ok ? ok(measured(rows.value)) : rows;
}
