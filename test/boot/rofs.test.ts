// SPDX-License-Identifier: MIT
// Damaged images of the root file system, each named by the message that it must cause.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, makeDirectory, readBytes, removeTree, writeWhole } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';
import { bootGuest, buildGuest, type Booted, type BootOptions } from './guest.ts';
import { compileStatic } from './rig.ts';

const BLOCK = 512;

/** An image and where its parts are. */
class Image {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly info: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.info = this.super(3) * BLOCK;
  }

  super(field: number): number {
    return Number(this.view.getBigUint64(field * 8, true));
  }

  /** The place of the entry of that name, or, without a name, of what follows the last entry. */
  entry(name?: string): number {
    let at = this.info;
    for (let left = this.super(5); left > 0; left--) {
      const length = this.view.getUint16(at + 8, true);
      const found = Buffer.from(this.bytes.subarray(at + 10, at + 10 + length)).toString();
      if (found === name) return at;
      at += 10 + length;
    }
    assert.equal(name, undefined);
    return at;
  }

  inodeOf(name: string): number {
    return Number(this.view.getBigUint64(this.entry(name), true));
  }

  /** The place of an inode. */
  inode(number: number): number {
    let at = this.entry();
    for (let left = this.super(6); left > 0; left--) at += 2 + this.view.getUint16(at, true);
    return at + (number - 1) * 32;
  }

  /** The image with one word changed. */
  set(at: number, value: bigint): Uint8Array {
    this.view.setBigUint64(at, value, true);
    return this.bytes;
  }
}

async function bootDamaged(
  name: string,
  damage: (image: Image) => Uint8Array,
  options: BootOptions = {},
): Promise<Booted> {
  const file = join(root, 'package.json');
  const built = await buildGuest('rofs', 'microvm', await compileStatic('walk'), [
    ...['--file', `/directory/file=${file}`, '--file', `/other/inner/data=${file}`],
  ]);
  const whole = readBytes(built.disk);
  assert.ok(whole.ok);
  const image = new Image(Uint8Array.from(whole.value));
  const damaged = damage(image);
  const folder = join(root, 'build/test/guests');
  const disk = join(folder, `rofs-${name}-${process.pid}.img`);
  makeDirectory(folder);
  writeWhole(disk, damaged);
  try {
    return await bootGuest({ ...built, disk }, { args: ['/'], ...options });
  } finally {
    removeTree(disk);
  }
}

/** What keeps the image from being mounted. */
const NOT_MOUNTED: Readonly<Record<string, readonly [(image: Image) => Uint8Array, RegExp]>> = {
  magic: [
    (image) => image.set(0, 0x1234n),
    /superblock: magic is 0x1234, expected 0xdeadbead; is this a ROFS image\?$/,
  ],
  version: [(image) => image.set(8, 9n), /superblock: version is 9, expected 1$/],
  'cut off': [
    (image) => image.bytes.subarray(0, image.info),
    /superblock: \d+ blocks of structure information at block \d+, the disk has \d+ blocks$/,
  ],
  'inode count': [
    (image) => image.set(56, 2n ** 63n),
    /superblock: 9223372036854775808 inodes in \d+ bytes$/,
  ],
  'entry name': [
    (image) => {
      image.bytes[image.entry('other') + 12] = 0x2f;
      return image.bytes;
    },
    /directory entry at byte \d+ of the structure information: its name contains a slash or a zero byte$/,
  ],
};

for (const [name, [damage, message]] of Object.entries(NOT_MOUNTED)) {
  void test(`rofs ${name}: an image that cannot be mounted stops the boot and says why`, async () => {
    const { outcome, log } = await bootDamaged(name.replace(' ', '-'), damage);
    assert.ok(outcome.kind === 'panicked' && outcome.cause === 'boot-failed', JSON.stringify(outcome));
    const line = log.find((each) => each.includes('boot failed: ')) ?? '';
    assert.match(line, /boot failed: cannot mount \/: rofs: vda: /);
    assert.match(line, message);
  });
}

/** What is found only when it is used: the path that cannot be read then, and the one warning. */
const NOT_READ: Readonly<Record<string, readonly [(image: Image) => Uint8Array, string, RegExp]>> = {
  'blocks beyond the disk': [
    (image) => image.set(image.inode(image.inodeOf('data')) + 16, 2n ** 40n),
    '/other/inner/data',
    /rofs: vda: inode \d+: \d+ bytes at block 1099511627776, the disk has \d+ blocks$/,
  ],
  'a directory in itself': [
    (image) => image.set(image.entry('inner'), BigInt(image.inodeOf('other'))),
    '/other/inner',
    /rofs: vda: inode \d+: the directory is in two places, or in itself \(entry at byte \d+\)$/,
  ],
};

for (const [name, [damage, path, warning]] of Object.entries(NOT_READ)) {
  void test(`rofs ${name}: the program gets EIO, the user one warning, and a walk over the tree ends`, async () => {
    const { outcome, stdout, log } = await bootDamaged(name.replaceAll(' ', '-'), damage);
    assert.deepEqual(outcome, { kind: 'exited', exitCode: 0 });
    assert.equal(stdout.toString(), `${path}: Input/output error\ndone\n`);
    const warnings = log.filter((line) => line.includes('warning: '));
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(warnings[0] ?? '', warning);
  });
}

void test('rofs whole: every file of a good image is read, without warnings', async () => {
  const { outcome, stdout, log } = await bootDamaged('whole', ({ bytes }) => bytes);
  assert.deepEqual(outcome, { kind: 'exited', exitCode: 0 });
  assert.equal(stdout.toString(), 'done\n');
  assert.deepEqual(
    log.filter((line) => line.includes('warning: ')),
    [],
  );
});
