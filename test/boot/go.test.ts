// SPDX-License-Identifier: MIT
// What Go's runtime asks of a kernel: goroutines on several CPUs, their preemption, the collector, net/http, cgo.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { join, makeDirectory, spawn } from '../../src/util/index.ts';
import { COMMAND_LIMIT_S } from '../cli/rig.ts';
import { root } from '../house/tree.ts';
import { testRun, type Checks } from './checks.ts';
import { runGuest } from './rig.ts';

const CHECKS = {
  told: 'the runtime learns how many CPUs there are',
  goroutines: 'ten thousand goroutines pass a number on',
  preempt: 'a loop without a call is interrupted',
  parallel: 'goroutines that never give up a CPU answer each other',
  collect: 'the collector runs beside those who make garbage, and keeps what is used',
  timers: 'timers fire in their order',
  fault: 'a fault is a panic, which can be recovered from',
  signal: 'a signal reaches a channel',
  http: 'a server of net/http answers clients of the same program',
} as const;
const C_CHECK = { c: 'threads of C call Go' } as const;

const GUESTS = [
  { name: 'static, 1 CPU', cgo: '0', flags: [], cpus: 1, options: [] },
  { name: 'static, 2 CPUs', cgo: '0', flags: [], cpus: 2, options: [] },
  {
    name: "with cgo on the kernel's libc, 2 CPUs",
    cgo: '1',
    flags: ['-buildmode=pie'],
    cpus: 2,
    options: ['--libc', 'kernel'],
  },
  {
    name: 'with cgo and glibc in the image, q35',
    cgo: '1',
    flags: ['-buildmode=pie'],
    cpus: 1,
    options: ['--libc', 'image', '--machine', 'q35'],
  },
] as const;

/** Go does not compile again what it has compiled, so nothing is kept here by name and time. */
async function compileGo(name: string, cgo: string, flags: readonly string[]): Promise<string> {
  const folder = join(root, 'build/test/programs');
  makeDirectory(folder);
  const program = join(folder, `go-${name.replace(/[^a-z0-9]+/gi, '-')}`);
  const env = { ...process.env, CGO_ENABLED: cgo, GO111MODULE: 'off', GOFLAGS: '' };
  const outcome = await spawn('go', ['build', ...flags, '-o', program, '.'], {
    cwd: join(root, 'test/boot/programs/go'),
    env,
    timeoutMs: COMMAND_LIMIT_S * 1000,
  });
  assert.ok(outcome.kind === 'exited' && outcome.code === 0, JSON.stringify(outcome));
  return program;
}

for (const { name, cgo, flags, cpus, options } of GUESTS) {
  void describe(`go ${name}`, () => {
    const checks: Checks = cgo === '1' ? { ...CHECKS, ...C_CHECK } : CHECKS;
    const ended = testRun(checks, async (names) => {
      const machine = ['--net', 'user', '--memory', '256M', '--cpus', `${cpus}`];
      return runGuest([...machine, ...options], await compileGo(name, cgo, flags), names);
    });
    void test(`told: as many CPUs as the guest has, ${cpus}`, () => {
      const end = ended();
      assert.ok(end?.stdout.split('\n').includes(`cpus ${cpus}`), end?.stdout);
    });
  });
}
