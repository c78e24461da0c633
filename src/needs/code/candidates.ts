// SPDX-License-Identifier: MIT
// One look at all bytes of the code, at the speed of memory, for what may refer to something. Whether an instruction is where one would
// have to be is for the decoder to say.
import type { LoadedFile } from './loaded-file.ts';

/** What may come behind a byte: the distance of a branch or of a rip-relative operand. */
const KINDS = new Uint8Array(256);
/** call is e8, jmp is e9. */
const BRANCH = 1;
for (const byte of [0xe8, 0xe9]) KINDS[byte] = BRANCH;
/** A ModRM byte with a rip-relative operand has 0 as its mod and 5 as its rm. */
const OPERAND = 2;
for (const byte of [0x05, 0x0d, 0x15, 0x1d, 0x25, 0x2d, 0x35, 0x3d]) KINDS[byte] = OPERAND;
/** jcc is 0f 80 to 0f 8f, syscall 0f 05. */
const ESCAPE = 3;
KINDS[0x0f] = ESCAPE;

/** Distances of 32 bits, which count from behind themselves. */
export class Distances {
  count = 0;
  /** Of each, in bytes from the beginning of the area, ascending. The first `count` are filled. */
  ends: Int32Array;
  values: Int32Array;

  constructor(capacity: number) {
    this.ends = new Int32Array(capacity);
    this.values = new Int32Array(capacity);
  }

  add(end: number, value: number): void {
    if (this.count === this.ends.length) {
      this.ends = grown(this.ends);
      this.values = grown(this.values);
    }
    this.ends[this.count] = end;
    this.values[this.count++] = value;
  }
}

function grown(numbers: Int32Array): Int32Array {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

/** What an area of code has. */
export interface Candidates {
  readonly bytes: Uint8Array;
  /** Address of the first byte. */
  readonly start: number;
  /** Of calls and jumps, conditional ones too. */
  readonly branches: Distances;
  /** Of rip-relative operands that no immediate follows. */
  readonly operands: Distances;
  /** Where the two bytes of a `syscall` instruction are. */
  readonly systemCalls: readonly number[];
}

/** A branch, and an operand, for so many bytes of code, more or less. */
const BYTES_FOR_ONE = 16;

function candidatesIn(bytes: Uint8Array, start: number): Candidates {
  const capacity = 1024 + Math.floor(bytes.length / BYTES_FOR_ONE);
  const [branches, operands] = [new Distances(capacity), new Distances(capacity)];
  const systemCalls: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const kind = KINDS[bytes[at] as number];
    if (kind === 0) continue;
    let last = at;
    if (kind === ESCAPE) {
      const second = bytes[++last] as number;
      if (second === 0x05) systemCalls.push(start + at);
      if ((second & 0xf0) !== 0x80) continue;
    }
    const end = last + 5;
    if (end > bytes.length) continue;
    const value =
      (bytes[last + 1] as number) |
      ((bytes[last + 2] as number) << 8) |
      ((bytes[last + 3] as number) << 16) |
      ((bytes[last + 4] as number) << 24);
    if (kind === OPERAND) operands.add(end, value);
    else branches.add(end, value);
  }
  return { bytes, start, branches, operands, systemCalls };
}

/** What was found in a file, as long as somebody has the file. */
const found = new WeakMap<LoadedFile, readonly Candidates[]>();

/** The candidates of each executable area of a file. */
export function candidatesOf(file: LoadedFile): readonly Candidates[] {
  let candidates = found.get(file);
  if (candidates === undefined) {
    candidates = file.areas.flatMap(({ start, end, offset, isExecutable }) =>
      isExecutable ? [candidatesIn(file.bytes.subarray(offset, offset + end - start), start)] : [],
    );
    found.set(file, candidates);
  }
  return candidates;
}
