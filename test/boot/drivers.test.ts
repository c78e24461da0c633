// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MACHINE_NAMES, type MachineName } from '../../src/machine/index.ts';
import { join, makeDirectory, writeWhole } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';
import { bootGuest, buildGuest, type BootOptions, type Booted } from './guest.ts';
import { compileStatic } from './rig.ts';

const DATA_BYTES = 3_000_001;

function data(): Uint8Array {
  const bytes = new Uint8Array(DATA_BYTES);
  for (let index = 0, state = 1; index < DATA_BYTES; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 16;
  }
  return bytes;
}

function sumOf(bytes: Uint8Array): string {
  let sum = 0x811c9dc5;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, '0');
}

const bytes = data();
const sum = sumOf(bytes);

async function boot(machine: MachineName, options: BootOptions): Promise<Booted> {
  const folder = join(root, 'build/test/guests');
  const file = join(folder, `data-${process.pid}`);
  makeDirectory(folder);
  writeWhole(file, bytes);
  const built = await buildGuest('drivers', machine, await compileStatic('disk'), [
    '--file',
    `/data=${file}`,
  ]);
  return bootGuest(built, { ...options, args: ['/data'] });
}

/** Properties that change how queues look and how the driver must cut its requests. */
const QUEUES: readonly (readonly string[])[] = [
  [],
  ['queue-size=4'],
  ['queue-size=4', 'indirect_desc=off'],
  ['queue-size=16', 'event_idx=off'],
  ['queue-size=1024', 'seg-max-adjust=off', 'indirect_desc=off', 'event_idx=off'],
];

for (const machine of MACHINE_NAMES) {
  for (const properties of QUEUES) {
    void test(`virtio-blk on ${machine}: files read right with ${properties.join() || 'defaults'}`, async () => {
      const vmmArgs = properties.flatMap((property) => ['-global', `virtio-blk-device.${property}`]);
      const { outcome, stdout } = await boot(machine, { vmmArgs });
      assert.deepEqual(outcome, { kind: 'exited', exitCode: 7 });
      assert.equal(stdout.toString(), `${sum}\n`);
    });
  }

  void test(`power on ${machine}: the machine stops without the debug exit, too`, async () => {
    const { outcome } = await boot(machine, { withoutDebugExit: true });
    assert.deepEqual(outcome, { kind: 'exited', exitCode: 7 });
  });
}

/** Machines whose disk cannot be used, and the warning that says why. */
const REFUSED: readonly (readonly [MachineName, string, string])[] = [
  [
    'microvm',
    'virtio-mmio.force-legacy=true',
    'warning: virtio-mmio: the device at [0-9a-f]+ has interface version 1, expected 2; ' +
      'start QEMU with -global virtio-mmio.force-legacy=false',
  ],
  [
    'q35',
    'virtio-blk-pci.disable-modern=on',
    'warning: virtio-pci: the device at [0-9a-f:.]+ lacks the interface of VIRTIO 1.0; ' +
      'start QEMU without disable-modern',
  ],
  [
    'q35',
    'virtio-blk-pci.vectors=0',
    String.raw`warning: virtio-pci@[0-9a-f:.]+: the device has too few MSI-X vectors; give it more \(vectors=\)`,
  ],
];

for (const [machine, property, warning] of REFUSED) {
  void test(`virtio on ${machine}: with ${property} a warning says what to do`, async () => {
    const { outcome, log } = await boot(machine, { vmmArgs: ['-global', property] });
    assert.ok(outcome.kind === 'panicked' && outcome.cause === 'boot-failed', JSON.stringify(outcome));
    assert.match(log.join('\n'), new RegExp(warning));
  });
}
