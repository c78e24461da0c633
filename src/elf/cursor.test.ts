// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Cursor } from './cursor.ts';

function cursor(...bytes: number[]): Cursor {
  return new Cursor(new Uint8Array(bytes));
}

describe('Cursor', () => {
  it('reads little-endian numbers of every width', () => {
    const at = cursor(0x01, 0xff, 0x02, 0x01, 0xfe, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0x80);
    assert.equal(at.u8(), 1);
    assert.equal(at.i8(), -1);
    assert.equal(at.u16(), 0x102);
    assert.equal(at.i32(), -2);
    assert.equal(at.u64(), 0x8000000000000001n);
    assert.ok(at.atEnd && !at.overrun);
  });

  it('answers zero beyond the end, and stays overrun', () => {
    const at = cursor(1, 2, 3);
    assert.equal(at.u32(), 0);
    assert.ok(at.overrun);
    at.seek(0);
    assert.equal(at.u8(), 0);
    assert.deepEqual(at.take(1), new Uint8Array(0));
  });

  it('reads LEB128 as DWARF 4 appendix C has it', () => {
    assert.equal(cursor(0xe5, 0x8e, 0x26).uleb128(), 624485n);
    assert.equal(cursor(0x80 + 57, 100).uleb128(), 12857n);
    assert.equal(cursor(0x7e).sleb128(), -2n);
    assert.equal(cursor(0xff, 0).sleb128(), 127n);
    assert.equal(cursor(0x80, 0x7f).sleb128(), -128n);
    const lowest = cursor(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f);
    assert.equal(lowest.sleb128(), -(1n << 63n));
  });

  it('refuses a LEB128 that does not end within 10 bytes', () => {
    const at = cursor(...new Array<number>(11).fill(0x80));
    at.uleb128();
    assert.ok(at.overrun);
  });

  it('takes a count that is no safe integer for one beyond the end', () => {
    const at = cursor(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f);
    assert.equal(at.count(), 0);
    assert.ok(at.overrun);
  });

  it('refuses a text without NUL', () => {
    assert.equal(cursor(0x61, 0x62, 0).cstring(), 'ab');
    const at = cursor(0x61, 0x62);
    assert.equal(at.cstring(), '');
    assert.ok(at.overrun);
  });
});
