// SPDX-License-Identifier: MIT
// Guests with several CPUs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileStatic, runGuest } from './rig.ts';

/** What each check of a program in test/boot/programs promises. */
const CHECKS = {
  cpus: {
    told: 'libraries, /proc and /sys tell how many there are',
    parallel: 'threads that never give up a CPU answer each other',
    affinity: 'threads run where sched_setaffinity lets them',
    futex: 'pairs of threads wake each other by futex',
    mutex: 'a mutex lets one thread in at a time',
    channels: 'pipes, eventfd and epoll lose nothing between threads',
    signals: 'a thread that computes on another CPU is interrupted for its signals',
    registers: 'threads that move keep their registers',
    create: 'threads that end give back what they had',
    exit: 'the end of the process stops those that compute',
  },
  'cpus-memory': {
    protect: 'no CPU writes to a page that another one has protected',
    remap: 'no CPU writes to a page that another one has moved',
    unmap: 'no CPU reads what was unmapped',
    malloc: 'threads allocate and free the blocks of each other',
  },
} as const;

const PROMISES = Object.entries(CHECKS).flatMap(([program, checks]) =>
  Object.entries(checks).map(([name, promise]) => ({ program, name, promise })),
);

for (const [machine, cpus] of [
  ['microvm', 2],
  ['q35', 4],
] as const) {
  for (const { program, name, promise } of PROMISES) {
    void test(`cpus ${name} on ${machine} with ${cpus} CPUs: ${promise}`, async () => {
      const options = ['--machine', machine, '--cpus', `${cpus}`];
      const end = await runGuest(options, await compileStatic(program), [name]);
      assert.match(end.stdout, new RegExp(`^ok ${name}$`, 'm'), end.stdout + end.stderr);
      assert.equal(end.code, name === 'exit' ? 7 : 0, end.stderr);
      if (name === 'told') assert.match(end.stdout, new RegExp(`^cpus ${cpus}$`, 'm'));
    });
  }
}
