// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import type { OpenFile } from '../util/index.ts';
import { truncated, unreadable } from './messages.ts';

/** Random access to the bytes of a file, so that reading a header does not cost reading 30 MB. */
export interface ElfSource {
  /** Bytes. */
  readonly size: number;
  /** The `length` bytes at `offset`; the caller keeps within `size`. */
  read(offset: number, length: number): Result<Uint8Array>;
}

/** A source over bytes in memory; what it reads shares their memory. */
export function bytesSource(bytes: Uint8Array): ElfSource {
  return { size: bytes.length, read: (offset, length) => ok(bytes.subarray(offset, offset + length)) };
}

/** A source over a file that the caller opened for reading and closes when it is done. `size` is in bytes. */
export function fileSource(file: OpenFile, size: number): ElfSource {
  return {
    size,
    read(offset, length) {
      const got = file.readAt(offset, length);
      if (!got.ok) return err(unreadable(file.path, got.code));
      if (got.value.length === length) return ok(got.value);
      // Somebody shortened the file after its size was taken.
      const end = BigInt(offset + length);
      return err(truncated(file.path, 'contents', BigInt(offset), end, offset + got.value.length));
    },
  };
}

/** A source with the file name that complaints show. */
export interface NamedSource {
  readonly name: string;
  readonly source: ElfSource;
}

/**
 * The one way from offsets that a file claims to its bytes: checks in 64 bits, so nothing wraps.
 * `what` is the plural noun in the message, "section headers".
 */
export function readRange(
  from: NamedSource,
  what: string,
  offset: bigint,
  length: bigint,
): Result<Uint8Array> {
  const inside = checkRange(from, what, offset, length);
  return inside.ok ? from.source.read(Number(offset), Number(length)) : inside;
}

/** Whether a range lies in the file, without reading it. */
export function checkRange(
  from: NamedSource,
  what: string,
  offset: bigint,
  length: bigint,
): Result<undefined> {
  const size = BigInt(from.source.size);
  if (offset >= 0n && length >= 0n && offset + length <= size) return ok(undefined);
  return err(truncated(from.name, what, offset, offset + length, from.source.size));
}
