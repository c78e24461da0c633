// SPDX-License-Identifier: MIT

/** A field of an on-disk structure; `bytesN` is N raw bytes. All numbers are little-endian and unpadded. */
export type FieldType = 'u8' | 'u16' | 'u32' | 'u64' | 'i64' | `bytes${number}`;

type FieldTable = Readonly<Record<string, FieldType>>;

/** What a field reads as: what may not fit a double stays bigint. */
export type FieldValue<F extends FieldType> = F extends 'u64' | 'i64'
  ? bigint
  : F extends `bytes${number}`
    ? Uint8Array
    : number;

export type StructValue<T extends FieldTable> = { readonly [K in keyof T]: FieldValue<T[K]> };

/** A structure as its specification lists it: names in order, from which offsets, reading and writing follow. */
export interface Struct<T extends FieldTable> {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly offsets: { readonly [K in keyof T]: number };
  /** The entry at `at`; the caller has checked that `size` bytes are there. */
  read(bytes: Uint8Array, at?: number): StructValue<T>;
  /** All whole entries in `bytes`. */
  readAll(bytes: Uint8Array): StructValue<T>[];
  write(value: StructValue<T>): Uint8Array;
}

function sizeOf(type: FieldType): number {
  if (type.startsWith('bytes')) return Number(type.slice('bytes'.length));
  return Number(type.slice(1)) / 8;
}

function readField(view: DataView, at: number, type: FieldType): number | bigint | Uint8Array {
  switch (type) {
    case 'u8':
      return view.getUint8(at);
    case 'u16':
      return view.getUint16(at, true);
    case 'u32':
      return view.getUint32(at, true);
    case 'u64':
      return view.getBigUint64(at, true);
    case 'i64':
      return view.getBigInt64(at, true);
    default:
      return new Uint8Array(view.buffer, view.byteOffset + at, sizeOf(type));
  }
}

function writeField(view: DataView, at: number, type: FieldType, value: number | bigint | Uint8Array): void {
  switch (type) {
    case 'u8':
      return view.setUint8(at, Number(value));
    case 'u16':
      return view.setUint16(at, Number(value), true);
    case 'u32':
      return view.setUint32(at, Number(value), true);
    case 'u64':
      return view.setBigUint64(at, value as bigint, true);
    case 'i64':
      return view.setBigInt64(at, value as bigint, true);
    default:
      new Uint8Array(view.buffer, view.byteOffset + at, sizeOf(type)).set(value as Uint8Array);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function defineStruct<const T extends FieldTable>(name: string, fields: T): Struct<T> {
  const layout: { name: string; type: FieldType; at: number }[] = [];
  const offsets: Record<string, number> = {};
  let size = 0;
  for (const [field, type] of Object.entries(fields)) {
    layout.push({ name: field, type, at: size });
    offsets[field] = size;
    size += sizeOf(type);
  }
  const readAt = (view: DataView, at: number): StructValue<T> => {
    const value: Record<string, unknown> = {};
    for (const field of layout) value[field.name] = readField(view, at + field.at, field.type);
    return value as StructValue<T>;
  };
  return {
    name,
    size,
    offsets: offsets as { [K in keyof T]: number },
    read: (bytes, at = 0) => readAt(viewOf(bytes), at),
    readAll(bytes) {
      const view = viewOf(bytes);
      return Array.from({ length: Math.floor(bytes.length / size) }, (_, index) =>
        readAt(view, index * size),
      );
    },
    write(value) {
      const bytes = new Uint8Array(size);
      const view = viewOf(bytes);
      for (const field of layout) writeField(view, field.at, field.type, value[field.name] as number);
      return bytes;
    },
  };
}
