// SPDX-License-Identifier: MIT
// Much data both ways over a tap device, on each machine, with all that the card can do for the guest and without some of it.
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { join, spawn, writeWhole } from '../../src/util/index.ts';
import { arbitraryBytes, MACHINES, makeTestFolder } from './compare.ts';
import { serve } from './serve.ts';
import { TAP, testOnTap } from './tap.ts';

const SIZE = 6 * 2 ** 20;

/** On average, of frames that carry much data; without headers that would be more than one of Ethernet has room for. */
const LARGE = 2500;

interface Card {
  /** Properties of QEMU's card. */
  readonly without: readonly string[];
  /** Whether frames larger than Ethernet's go to the guest, and come from it. */
  readonly merges: boolean;
  readonly cuts: boolean;
}

const CARDS: Readonly<Record<string, Card>> = {
  'that merges and cuts': { without: [], merges: true, cuts: true },
  'that cuts for IPv4 only': { without: ['host_tso6'], merges: true, cuts: false },
  'that takes frames in one piece only': { without: ['mrg_rxbuf'], merges: false, cuts: true },
  'that can do nothing': {
    without: ['mrg_rxbuf', 'csum', 'guest_csum', 'gso', 'event_idx', 'indirect_desc'],
    merges: false,
    cuts: false,
  },
};

interface Counts {
  readonly bytes: number;
  readonly packets: number;
}

/** What the device has carried so far; `rx` is what the guest sent. */
async function deviceCounts(): Promise<{ readonly rx: Counts; readonly tx: Counts }> {
  const outcome = await spawn('ip', ['-json', '-statistics', 'link', 'show', TAP.device]);
  assert.ok(outcome.kind === 'exited' && outcome.code === 0, JSON.stringify(outcome));
  const [link] = JSON.parse(outcome.stdout) as {
    readonly stats64: { readonly rx: Counts; readonly tx: Counts };
  }[];
  return link?.stats64 ?? assert.fail(outcome.stdout);
}

async function hear(socket: Socket, size: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let left = size;
  for await (const piece of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    pieces.push(piece);
    left -= piece.length;
    if (left <= 0) break;
  }
  return Buffer.concat(pieces);
}

/** Puts bytes into redis and gets them back; how large frames were on average, on the way there and back. */
async function storeAndFetch(bytes: Uint8Array): Promise<{ readonly there: number; readonly back: number }> {
  const socket = connect(6379, TAP.guest);
  const before = await deviceCounts();
  socket.write(`*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$${bytes.length}\r\n`);
  socket.write(bytes);
  socket.write('\r\n');
  assert.equal((await hear(socket, 5)).toString('latin1'), '+OK\r\n');
  const between = await deviceCounts();
  socket.write('*2\r\n$3\r\nGET\r\n$1\r\nk\r\n');
  const head = `$${bytes.length}\r\n`;
  const answer = await hear(socket, head.length + bytes.length + 2);
  const after = await deviceCounts();
  socket.destroy();
  assert.ok(
    answer.equals(Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n')])),
    'other bytes came back',
  );
  return {
    there: (between.tx.bytes - before.tx.bytes) / (between.tx.packets - before.tx.packets),
    back: (after.rx.bytes - between.rx.bytes) / (after.rx.packets - between.rx.packets),
  };
}

for (const machine of MACHINES) {
  for (const [what, { without, merges, cuts }] of Object.entries(CARDS)) {
    testOnTap(`${machine}: bytes go to the guest and back unchanged with a card ${what}`, async (tell) => {
      const folder = makeTestFolder();
      // Both machines' cards are this device.
      const words = without.map((property) => `-global virtio-net-device.${property}=off`).join(' ');
      const script = `#!/bin/sh\nPATH='${process.env['PATH'] ?? ''}' exec qemu-system-x86_64 ${words} "$@"\n`;
      assert.ok(writeWhole(join(folder.path, 'qemu-system-x86_64'), script, 0o755).ok);
      process.env['PATH'] = `${folder.path}:${process.env['PATH'] ?? ''}`;
      const options = [...TAP.options, '--machine', machine];
      const server = { options, program: 'redis', ports: [], ready: /Ready to accept/ };
      try {
        await serve(server, async () => {
          const { there, back } = await storeAndFetch(arbitraryBytes(SIZE));
          tell(`frames of ${Math.round(there)} bytes there, of ${Math.round(back)} bytes back`);
          assert.equal(there > LARGE, merges);
          assert.equal(back > LARGE, cuts);
        });
      } finally {
        folder.remove();
      }
    });
  }
}
