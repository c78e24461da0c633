// SPDX-License-Identifier: MIT
// How much memory a guest has, told from inside it by a thread beside the program (bench/programs/tell-memory.c).
import assert from 'node:assert/strict';
import { GUEST_LIMIT_S } from '../cli/rig.ts';
import { BENCH_PROGRAMS, compileProgram } from './rig.ts';
import { Talk } from './talk.ts';

const PORT = 7;
const LIBRARY = '/lib/tell-memory.so';
/** As long as what the thread answers. */
const ANSWER = '12345678901 12345678901\n';

/** Options of `run` by which the thread is there. The program must be dynamically linked. */
export async function tellingMemory(): Promise<string[]> {
  const library = await compileProgram('tell-memory', 'gcc', ['-shared', '-fPIC'], BENCH_PROGRAMS);
  return ['--file', `${LIBRARY}=${library}`, '--env', `LD_PRELOAD=${LIBRARY}`];
}

export class MemoryTold {
  readonly #talk: Talk;

  private constructor(talk: Talk) {
    this.#talk = talk;
  }

  static async of(host: string): Promise<MemoryTold> {
    return new MemoryTold(await Talk.to(PORT, host));
  }

  /** What the guest could still hand out, in KiB: frames that are free, and those of caches. */
  async availableKib(): Promise<number> {
    const answer = await this.#talk.ask('?', ANSWER);
    const [, available] = /^ *(\d+) +\d+\n$/.exec(answer) ?? [];
    assert.ok(available !== undefined, answer);
    return Number(available);
  }

  /** Asks until there is so much again; it takes some seconds until connections that were closed are forgotten. */
  async untilAvailable(kib: number): Promise<void> {
    const limit = Date.now() + GUEST_LIMIT_S * 1000;
    let last = await this.availableKib();
    while (last < kib && Date.now() < limit) last = await this.availableKib();
    if (last >= kib) return;
    assert.fail(`${last} KiB are available, not ${kib} as before`);
  }
}
