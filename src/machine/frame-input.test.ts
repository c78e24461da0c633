// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { END_OF_INPUT, frameInput, frameSignal } from './frame-input.ts';

/** As the kernel takes frames apart: the bytes before the end, and whether it came. */
function unframe(bytes: Uint8Array): { readonly bytes: number[]; readonly ended: boolean } {
  const plain: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x10 && bytes[++at] === 0x04) return { bytes: plain, ended: true };
    plain.push(byte);
  }
  return { bytes: plain, ended: false };
}

test('frameInput carries all bytes, and none of them looks like the end', () => {
  const byte = fc.oneof(fc.constantFrom(0x10, 0x04), fc.nat(255));
  fc.assert(
    fc.property(fc.array(byte), (bytes) => {
      const framed = [...frameInput(Uint8Array.from(bytes)), ...END_OF_INPUT];
      assert.deepEqual(unframe(Uint8Array.from(framed)), { bytes, ended: true });
    }),
  );
});

test('frameInput does not copy what needs no escape', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  assert.equal(frameInput(bytes), bytes);
});

test('frameSignal makes what no input looks like', () => {
  assert.deepEqual([...frameSignal(15)], [0x10, 0x18, 15]);
  assert.deepEqual([...frameInput(frameSignal(15))], [0x10, 0x10, 0x18, 15]);
});
