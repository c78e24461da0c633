// SPDX-License-Identifier: MIT
// What a soak has beyond other benchmarks of servers: a guest that tells of its memory while it serves.
import type { BenchContext } from '../../src/cli/benchmark.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import { sharedLibrary } from '../support/fixtures.ts';
import { commandFailed, unexpectedOutput } from '../support/messages.ts';
import type { GuestWish } from './guests.ts';
import { TAP, type BenchNetwork } from './network.ts';

/** Of bench/programs/tell-memory.c. */
const PORT = '9';
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
  readonly free: number;
  /** With what the kernel gives back when it is asked for: cached pages, for example. */
  readonly available: number;
}

export async function readMeminfo(network: BenchNetwork): Promise<Result<Meminfo>> {
  const outcome = await network.client('/usr/bin/busybox', ['nc', TAP.guest, PORT], 10_000);
  if (outcome.kind !== 'exited' || outcome.code !== 0) return err(commandFailed('busybox nc', outcome));
  const amount = (name: string): number =>
    Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(outcome.stdout)?.[1]);
  const [free, available] = [amount('MemFree'), amount('MemAvailable')];
  return Number.isNaN(free + available)
    ? err(unexpectedOutput('/proc/meminfo', 'MemFree and MemAvailable', outcome.stdout))
    : ok({ free, available });
}
