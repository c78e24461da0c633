// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MACHINE_NAMES, type MachineName } from '../../src/machine/index.ts';
import { bootGuest, buildGuest, type BootOptions, type Booted } from './guest.ts';
import { compileStatic } from './rig.ts';

async function boot(machine: MachineName, mode: string, options: BootOptions): Promise<Booted> {
  const built = await buildGuest('console', machine, await compileStatic('console'));
  return bootGuest(built, { ...options, args: [mode] });
}

/** All byte values, the one that framing escapes often, in an order that shows what is lost or doubled. */
function everyByte(length: number): Buffer {
  return Buffer.from(
    Uint8Array.from({ length }, (_, index) => (index % 5 === 0 ? 0x10 : (index * 7 + (index >> 8)) & 0xff)),
  );
}

for (const machine of MACHINE_NAMES) {
  void test(`console on ${machine}: input arrives as it was sent, from its first byte to its end`, async () => {
    const input = everyByte(20_000);
    const { outcome, stdout } = await boot(machine, 'copy', { input });
    assert.deepEqual(outcome, { kind: 'exited', exitCode: 0 });
    assert.ok(stdout.equals(input), `${stdout.length} bytes came back`);
  });

  void test(`console on ${machine}: nothing is lost while the program does not read`, async () => {
    const input = everyByte(15_000);
    const { outcome, stdout } = await boot(machine, 'copy-late', { input });
    assert.deepEqual(outcome, { kind: 'exited', exitCode: 0 });
    assert.ok(
      stdout.equals(Buffer.concat([Buffer.from('asleep\n'), input])),
      `${stdout.length} bytes came back`,
    );
  });
}

void test('console: a stream is no terminal, tells what waits and where it ends; errors come apart', async () => {
  const { stdout, stderr } = await boot('microvm', 'streams', { input: Buffer.from('input') });
  assert.equal(stdout.toString(), '000 25 5 1 0\n');
  assert.equal(stderr, 'an error\n');
});

void test('console: an empty input ends at once', async () => {
  const { outcome, stdout } = await boot('microvm', 'copy', {});
  assert.deepEqual(outcome, { kind: 'exited', exitCode: 0 });
  assert.equal(stdout.length, 0);
});

void test('--tty: a line is echoed, edited, and given when it is complete', async () => {
  const { outcome, stdout } = await boot('microvm', 'lines', {
    kernelOptions: ['--tty'],
    input: [
      { after: 'ready', type: 'one twx\x7fo\r' },
      { after: '<one two>', type: 'gone\x15three four\x17\r' },
      { after: '<three >', type: '\x04' },
    ],
  });
  assert.deepEqual(outcome, { kind: 'exited', exitCode: 0 });
  const text = stdout.toString('latin1');
  assert.match(text, /^ready\r\none twx\x08 \x08o\r\n<one two>\r\n/);
  assert.match(text, /<three >\r\nend\r\n$/);
});

void test('--tty: a program can take each key by itself, and wait for several', async () => {
  const { outcome, stdout } = await boot('microvm', 'raw', {
    kernelOptions: ['--tty'],
    input: [
      { after: 'ready', type: 'a\x03\x7f' },
      // Less than the least: given when nothing follows in time.
      { after: '61037f.', type: '\r\n' },
      { after: '0d0a.', type: 'quit' },
    ],
  });
  assert.deepEqual(outcome, { kind: 'exited', exitCode: 0 });
  assert.equal(stdout.toString(), 'ready\r\n61037f.\r\n0d0a.\r\n');
});

void test('--tty: Ctrl-C ends a program that does not read', async () => {
  const { outcome, stdout, crash } = await boot('microvm', 'copy-late', {
    kernelOptions: ['--tty'],
    input: [{ after: 'asleep', type: 'typed\x03' }],
  });
  assert.deepEqual(crash, [], 'a crash report for an end that was asked for');
  assert.deepEqual(outcome, { kind: 'signalled', signal: 2 });
  assert.equal(stdout.toString(), 'asleep\r\ntyped^C');
});
