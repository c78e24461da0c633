// SPDX-License-Identifier: MIT
// What a soak has beyond other benchmarks of servers: a guest that tells of its memory while it serves.
import type { BenchContext } from '../../src/cli/benchmark.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import { sharedLibrary } from '../support/fixtures.ts';
import { commandFailed, unexpectedOutput } from '../support/messages.ts';
import type { GuestWish } from './guests.ts';
import { TAP, type BenchNetwork } from './network.ts';

/** Of bench/programs/tell-memory.c. */
const PORT = 7;
const GUEST_PATH = '/tell-memory.so';

/** What has the server tell of the guest's memory. */
export async function memoryTeller(context: BenchContext): Promise<Result<Pick<GuestWish, 'files' | 'env'>>> {
  const library = await sharedLibrary(context, 'tell-memory');
  if (!library.ok) return library;
  return ok({
    files: new Map([[GUEST_PATH, library.value]]),
    env: new Map([['LD_PRELOAD', GUEST_PATH]]),
  });
}

/** Of the guest's /proc/meminfo, in KiB. */
export interface Meminfo {
  /** With what the kernel gives back when it is asked for: cached pages, for example. */
  readonly available: number;
  readonly free: number;
}

export async function readMeminfo(network: BenchNetwork): Promise<Result<Meminfo>> {
  const ask = `echo | /usr/bin/busybox nc ${TAP.guest} ${PORT}`;
  const outcome = await network.client('sh', ['-c', ask], 10_000);
  if (outcome.kind !== 'exited' || outcome.code !== 0) return err(commandFailed('busybox nc', outcome));
  const [, available, free] = /^ *(\d+) +(\d+)\n$/.exec(outcome.stdout) ?? [];
  return available === undefined || free === undefined
    ? err(unexpectedOutput('tell-memory', 'MemAvailable and MemFree', outcome.stdout))
    : ok({ available: Number(available), free: Number(free) });
}
