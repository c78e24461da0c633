// SPDX-License-Identifier: MIT
// Guests with several CPUs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testChecks } from './checks.ts';
import { compileProgram, compileStatic, runGuest } from './rig.ts';
import { THREAD_CHECKS } from './thread-checks.ts';

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
    leaving: 'a signal that comes while a system call ends is not left for the next one',
    registers: 'threads that move keep their registers',
    create: 'threads that end give back what they had',
    exit: 'the end of the process stops those that compute',
  },
  'cpus-futex': {
    tokens: 'futexes lose no wake-up, with time-outs and without',
    signalled: 'nor when signals interrupt those who wait',
    moved: 'waiters that are moved to another futex are woken there',
    faults: 'words of futexes may be in pages that come and go',
    visitors: 'threads that come and go wake each other',
    clock: 'the clock goes forward on all CPUs, also when the date is set',
    end: 'the process ends while threads wait and wake',
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

const STATIC = ['-static'];
/** How each guest is started: a static program of glibc on both machines, and a dynamic one on the kernel's libc. */
const GUESTS = [
  { guest: 'on microvm with 2 CPUs', cpus: 2, options: [], flags: STATIC },
  { guest: 'on q35 with 4 CPUs', cpus: 4, options: ['--machine', 'q35'], flags: STATIC },
  { guest: "with the kernel's libc and 2 CPUs", cpus: 2, options: ['--libc', 'kernel'], flags: ['-O2'] },
] as const;

for (const { guest, cpus, options, flags } of GUESTS) {
  for (const { program, name, promise } of PROMISES) {
    void test(`cpus ${name} ${guest}: ${promise}`, async () => {
      const path = await compileProgram(program, 'gcc', flags);
      const end = await runGuest([...options, '--cpus', `${cpus}`], path, [name]);
      assert.match(end.stdout, new RegExp(`^ok ${name}$`, 'm'), end.stdout + end.stderr);
      assert.equal(end.code, ['exit', 'end'].includes(name) ? 7 : 0, end.stderr);
      if (name === 'told') assert.match(end.stdout, new RegExp(`^cpus ${cpus}$`, 'm'));
    });
  }
}

void test('cpus crash: a program that crashes while others compute is reported as on one CPU', async () => {
  const end = await runGuest(['--cpus', '2'], await compileStatic('cpus'), ['crash']);
  assert.equal(end.code, 139);
  assert.match(end.stderr, /SIGSEGV \(access to 0x8, where nothing is mapped\)[^]*check_crash/);
});

void test('cpus junk: 20000 system calls with random arguments leave a kernel on two CPUs running', async () => {
  const options = ['--universal', '--cpus', '2'];
  const end = await runGuest(options, await compileStatic('junk'), ['4', '20000']);
  assert.equal(end.code, 0, end.stderr);
  assert.match(end.stdout, /made 18\d\d\d calls\n$/);
});

void test('smp off: the tool tells that CPUs stand still', async () => {
  const options = ['--cpus', '2', '--component', 'smp=off'];
  const end = await runGuest(options, await compileStatic('cpus'), ['told']);
  assert.match(end.stderr, /the machine has 2 CPUs, of which the kernel uses one/);
  assert.match(end.stdout, /^cpus 1$/m);
});

/** The same promises as on one CPU (threads.test.ts, signals.test.ts). */
const { condition, vectors, futex, robust, cancel, storm, many } = THREAD_CHECKS;
testChecks('threads', { condition, vectors, futex, robust, cancel, storm, many }, ['--cpus', '2']);
