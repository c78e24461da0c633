// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { PassThrough, Readable, Writable } from 'node:stream';
import { test } from 'node:test';
import { join, listDirectory, sha256, writeWhole } from '../util/index.ts';
import { makeTree } from '../util/test-tree.ts';
import { MACHINE_NAMES } from './machines.ts';
import type { GuestPlan } from './plan-guest.ts';
import { runGuest } from './run-guest.ts';
import { buildGuestStub, buildStub, Collector, planStub, runStub } from './testing/stub.ts';

function failureText(run: Awaited<ReturnType<typeof runGuest>>): string {
  return run.outcome.kind === 'vmm-failed' ? run.outcome.diagnostic.message : JSON.stringify(run.outcome);
}

test('runGuest keeps output, errors and log apart and reads the verdict', async (context) => {
  const kernel = await buildGuestStub(context);
  for (const machine of MACHINE_NAMES) {
    const run = await runStub(planStub(kernel, 'w', { machine }));
    assert.deepEqual(run.outcome, { kind: 'exited', exitCode: 7 }, machine);
    assert.equal(run.stdout.toString(), 'out\n');
    assert.equal(run.stderr, 'err\n');
    assert.deepEqual(run.log, ['thimble: exited 7']);
    assert.equal(run.vmmStderr, '');
    assert.ok(run.seconds.boot !== null && run.seconds.boot > 0 && run.seconds.boot <= run.seconds.total);
  }
});

test('runGuest tells the ends of a guest apart', async (context) => {
  const kernel = await buildGuestStub(context);
  const outcome = async (mode: string) => (await runStub(planStub(kernel, mode))).outcome;
  assert.deepEqual(await outcome('q'), { kind: 'exited', exitCode: 0 });
  const panic = { kind: 'panicked', cause: 'panic', message: 'mm: frame 12 freed twice' };
  assert.deepEqual(await outcome('p'), panic);
  const boot = { kind: 'panicked', cause: 'boot-failed', message: 'there is no disk; add one' };
  assert.deepEqual(await outcome('b'), boot);
  const crashed = await runStub(planStub(kernel, 's'));
  assert.deepEqual(crashed.outcome, { kind: 'signalled', signal: 11 });
  assert.equal(crashed.crash.length, 2);
  assert.match(failureText(await runStub(planStub(kernel, 'r'))), /reset or powered off without a verdict/);
});

test('runGuest ends a machine that goes on after its verdict', async (context) => {
  const run = await runStub(planStub(await buildGuestStub(context), 'v'));
  assert.deepEqual(run.outcome, { kind: 'exited', exitCode: 7 });
});

test('runGuest ends the guest when time is over or somebody interrupts', async (context) => {
  const kernel = await buildGuestStub(context);
  const late = await runStub(planStub(kernel, 'h'), { timeoutMs: 4000 });
  assert.deepEqual(late.outcome, { kind: 'timed-out', timeoutMs: 4000 });
  assert.equal(late.stdout.toString(), 'out\n');

  const controller = new AbortController();
  const plan = planStub(kernel, 'h');
  const stdout = new Collector().once('pipe', () => undefined);
  stdout._write = (_chunk, _encoding, done) => {
    controller.abort();
    done();
  };
  const stopped = await runGuest(plan, { stdout, stderr: stdout }, { interrupted: controller.signal });
  assert.deepEqual(stopped.outcome, { kind: 'interrupted', by: 'signal' });
  const before = await runGuest(plan, { stdout, stderr: stdout }, { interrupted: controller.signal });
  assert.deepEqual(before.outcome, { kind: 'interrupted', by: 'signal' });
});

test('runGuest ends the guest when nobody reads its output any more', async (context) => {
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
  const plan = planStub(await buildGuestStub(context), 'f16');
  const { outcome } = await runGuest(plan, { stdout, stderr: new Collector() });
  assert.deepEqual(outcome, { kind: 'interrupted', by: 'output-closed' });
});

test('runGuest loses no byte to a slow reader, not even at the end', async (context) => {
  const hashed: Uint8Array[] = [];
  const stdout = new Writable({
    highWaterMark: 1,
    write(chunk: Uint8Array, _encoding, done) {
      hashed.push(chunk);
      setTimeout(done, 20);
    },
  });
  const plan = planStub(await buildGuestStub(context), 'f4');
  const { outcome } = await runGuest(plan, { stdout, stderr: new Collector() });
  assert.deepEqual(outcome, { kind: 'exited', exitCode: 0 });
  const expected = Uint8Array.from({ length: 4 * 65_536 }, (_, index) => index & 0xff);
  assert.equal(sha256(Buffer.concat(hashed)), sha256(expected));
});

test('runGuest carries input of any bytes, and its end', async (context) => {
  const kernel = await buildGuestStub(context);
  const bytes = Buffer.from(Uint8Array.from({ length: 3000 }, (_, index) => (index * 7) & 0xff));
  const chunks = [bytes.subarray(0, 1), bytes.subarray(1, 1700), bytes.subarray(1700)];
  for (const machine of MACHINE_NAMES) {
    const run = await runStub(planStub(kernel, 'e', { machine }), {}, Readable.from(chunks));
    assert.deepEqual(run.outcome, { kind: 'exited', exitCode: 0 });
    assert.deepEqual(run.stdout, bytes);
  }
  const none = new Collector();
  const run = await runGuest(planStub(kernel, 'e'), { stdout: none, stderr: none });
  assert.deepEqual([run.outcome, none.text], [{ kind: 'exited', exitCode: 0 }, '']);
});

class Terminal extends PassThrough {
  readonly modes: boolean[] = [];

  setRawMode(raw: boolean): void {
    this.modes.push(raw);
  }
}

test('runGuest hands over keys as they are, Ctrl-C too, gives the terminal back, and ends when it is pressed again and again', async (context) => {
  const plan = planStub(await buildGuestStub(context), 't', { input: 'terminal' });
  const keys = new Terminal();
  keys.write('a\u0010\u0004\u0003\rq');
  const typed = await runStub(plan, {}, keys);
  assert.deepEqual(typed.outcome, { kind: 'exited', exitCode: 0 });
  assert.equal(typed.stdout.toString(), 'a\u0010\u0004\u0003\r');
  assert.deepEqual(keys.modes, [true, false]);
  assert.equal(keys.listenerCount('data'), 0);

  const interrupting = new Terminal();
  interrupting.write('\u0003\u0003');
  interrupting.write('\u0003');
  const stopped = await runStub(plan, {}, interrupting);
  assert.deepEqual(stopped.outcome, { kind: 'interrupted', by: 'ctrl-c' });
  assert.deepEqual(interrupting.modes, [true, false]);
});

test('runGuest shows what a VMM that failed said', async (context) => {
  const kernel = await buildGuestStub(context);
  const text = async (plan: GuestPlan) => failureText(await runStub(plan));
  assert.match(
    await text(planStub(kernel, 'w', { disk: '/nowhere/x.img' })),
    /status 1.*\n.*nowhere\/x\.img/,
  );
  assert.match(await text(planStub(kernel, 'w', { vmmArgs: ['-nosuch'] })), /-nosuch: invalid option/);
  assert.match(await text(planStub(kernel, 'w', { vmm: 'no-such-vmm' })), /there is no no-such-vmm/);
  assert.match(await text(planStub('/nowhere/kernel', 'w')), /nowhere\/kernel/);
});

test('runGuest leaves no file behind', async (context) => {
  const kernel = await buildGuestStub(context);
  const folder = makeTree(context, {});
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    await runStub(planStub(kernel, 'w'));
    await runStub(planStub(kernel, 'h'), { timeoutMs: 500 });
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  assert.deepEqual(listDirectory(folder), { ok: true, value: [] });
});

test('runGuest boots from a disk on each machine, whatever its name', async (context) => {
  const kernel = await buildGuestStub(context);
  const disk = join(makeTree(context, {}), "it's a, disk.img");
  assert.ok(writeWhole(disk, new Uint8Array(4096)).ok);
  for (const machine of MACHINE_NAMES) {
    const run = await runStub(planStub(kernel, 'c', { machine, disk }));
    assert.deepEqual(run.outcome, { kind: 'exited', exitCode: 0 }, failureText(run));
    const devices = run.stdout.toString().match(/ virtio_mmio\.device=\S+/g) ?? [];
    assert.equal(devices.length, machine === 'microvm' ? 2 : 0);
    // planGuest counts on this length.
    for (const device of devices) assert.ok(device.length <= 38, device);
  }
});

test('runGuest carries the longest command line that planGuest allows', async (context) => {
  const kernel = await buildGuestStub(context);
  for (const [machine, limit] of [
    ['microvm', 8191 - 38],
    ['q35', 4095],
  ] as const) {
    const rest = limit - '--log=com2 --stderr=com3 --stdin=framed /c '.length;
    const command = { kind: 'program', path: '/c', args: ['x'.repeat(rest)] } as const;
    const plan = planStub(kernel, 'c', { machine, command });
    assert.equal(plan.commandLine.length, limit);
    const { stdout } = await runStub(plan);
    assert.equal(stdout.toString().slice(0, limit), plan.commandLine, machine);
  }
});

test('runGuest runs the floor of the benchmarks', async (context) => {
  const run = await runStub(planStub(await buildStub(context, 'bench/floor/stub.S'), 'w'));
  assert.equal(run.stdout.toString(), 'ready\n');
  assert.deepEqual(run.outcome, { kind: 'exited', exitCode: 0 });
});
