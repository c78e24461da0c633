// SPDX-License-Identifier: MIT

/**
 * Reads little-endian values one after the other and does all bounds checks. What lies beyond the end reads as
 * zero and sets `overrun`, which stays set: a reader takes a whole structure and then checks once.
 */
export class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position: number;
  #overrun = false;

  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = 0;
    this.seek(position);
  }

  get position(): number {
    return this.#position;
  }

  /** Whether anything was asked for that is not there. */
  get overrun(): boolean {
    return this.#overrun;
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** Whether nothing is left, or a read went too far. */
  get atEnd(): boolean {
    return this.#overrun || this.#position >= this.#bytes.length;
  }

  seek(position: number): void {
    if (Number.isSafeInteger(position) && position >= 0 && position <= this.#bytes.length)
      this.#position = position;
    else this.#fail();
  }

  skip(count: number): void {
    this.seek(this.#position + count);
  }

  align(to: number): void {
    const rest = this.#position % to;
    if (rest !== 0) this.seek(Math.min(this.#position + to - rest, this.#bytes.length));
  }

  u8(): number {
    const at = this.#take(1);
    return at < 0 ? 0 : this.#view.getUint8(at);
  }

  i8(): number {
    return (this.u8() << 24) >> 24;
  }

  u16(): number {
    const at = this.#take(2);
    return at < 0 ? 0 : this.#view.getUint16(at, true);
  }

  i16(): number {
    return (this.u16() << 16) >> 16;
  }

  u32(): number {
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getUint32(at, true);
  }

  i32(): number {
    return this.u32() | 0;
  }

  u64(): bigint {
    const at = this.#take(8);
    return at < 0 ? 0n : this.#view.getBigUint64(at, true);
  }

  i64(): bigint {
    return BigInt.asIntN(64, this.u64());
  }

  /** DWARF 4 section 7.6. Bits beyond 64 are dropped; no more than 10 bytes are taken. */
  uleb128(): bigint {
    return this.#leb128().value;
  }

  sleb128(): bigint {
    const { value, bits, negative } = this.#leb128();
    return negative && bits < 64 ? value - (1n << BigInt(bits)) : BigInt.asIntN(64, value);
  }

  /** A uleb128 where a count or an offset belongs: whatever is no safe integer counts as beyond the end. */
  count(): number {
    const value = this.uleb128();
    if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
    this.#fail();
    return 0;
  }

  take(length: number): Uint8Array {
    const at = this.#take(length);
    return at < 0 ? new Uint8Array(0) : this.#bytes.subarray(at, at + length);
  }

  /** The bytes up to the next NUL, which is consumed, as Latin-1. */
  cstring(): string {
    const end = this.#bytes.indexOf(0, this.#position);
    if (this.#overrun || end < 0) {
      this.#fail();
      return '';
    }
    const text = this.take(end - this.#position);
    this.#position = end + 1;
    return String.fromCharCode(...text.subarray(0, 4096));
  }

  #leb128(): { value: bigint; bits: number; negative: boolean } {
    let value = 0n;
    let bits = 0;
    for (let index = 0; index < 10; index++) {
      const byte = this.u8();
      value |= BigInt(byte & 0x7f) << BigInt(bits);
      bits += 7;
      if (byte < 0x80) return { value: BigInt.asUintN(64, value), bits, negative: (byte & 0x40) !== 0 };
    }
    this.#fail();
    return { value: 0n, bits, negative: false };
  }

  #take(length: number): number {
    const at = this.#position;
    if (this.#overrun || !(length >= 0 && length <= this.#bytes.length - at)) {
      this.#fail();
      return -1;
    }
    this.#position = at + length;
    return at;
  }

  #fail(): void {
    this.#overrun = true;
    this.#position = this.#bytes.length;
  }
}
