// SPDX-License-Identifier: MIT
// Changes one thing in an ELF file for x86-64. What gives undefined has not found what it was to change.

const [PT_LOAD, PT_DYNAMIC] = [1, 2];
const [DT_RELA] = [7];

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** File offsets of the program headers of a type. */
function segments(view: DataView, type: number): number[] {
  const first = Number(view.getBigUint64(32, true));
  const places = Array.from({ length: view.getUint16(56, true) }, (_, index) => first + index * 56);
  return places.filter((place) => view.getUint32(place, true) === type);
}

/** Where the file has what is at an address. */
function offsetOf(view: DataView, address: bigint): number | undefined {
  for (const place of segments(view, PT_LOAD)) {
    const [offset, start, size] = [8, 16, 32].map((at) => view.getBigUint64(place + at, true));
    if (offset === undefined || start === undefined || size === undefined) continue;
    if (address >= start && address < start + size) return Number(offset + (address - start));
  }
  return undefined;
}

/** File offset of the value of the first entry with a tag. */
function dynamicValue(view: DataView, tag: number): number | undefined {
  const [header] = segments(view, PT_DYNAMIC);
  if (header === undefined) return undefined;
  const start = Number(view.getBigUint64(header + 8, true));
  for (let place = start; place + 16 <= view.byteLength; place += 16) {
    const found = view.getBigInt64(place, true);
    if (found === BigInt(tag)) return place + 8;
    if (found === 0n) return undefined;
  }
  return undefined;
}

function tableOf(view: DataView, tag: number): number | undefined {
  const place = dynamicValue(view, tag);
  return place === undefined ? undefined : offsetOf(view, view.getBigUint64(place, true));
}

/** The value of the first entry of the dynamic section with a tag. */
export function changeDynamic(bytes: Uint8Array, tag: number, value: bigint): Uint8Array | undefined {
  const view = viewOf(bytes);
  const place = dynamicValue(view, tag);
  if (place === undefined) return undefined;
  view.setBigUint64(place, value, true);
  return bytes;
}

/** A word of 32 bits of the table to which an entry of the dynamic section points. */
export function changeTable(
  bytes: Uint8Array,
  tag: number,
  word: number,
  value: number,
): Uint8Array | undefined {
  const view = viewOf(bytes);
  const place = tableOf(view, tag);
  if (place === undefined) return undefined;
  view.setUint32(place + 4 * word, value, true);
  return bytes;
}

/** Place or type of the first relocation of DT_RELA. */
export function changeFirstRelocation(
  bytes: Uint8Array,
  { offset, type }: { readonly offset?: bigint; readonly type?: number },
): Uint8Array | undefined {
  const view = viewOf(bytes);
  const place = tableOf(view, DT_RELA);
  if (place === undefined) return undefined;
  if (offset !== undefined) view.setBigUint64(place, offset, true);
  if (type !== undefined) view.setUint32(place + 8, type, true);
  return bytes;
}

/** The size in memory of the first segment of a type. */
export function changeSegment(
  bytes: Uint8Array,
  type: number,
  { memorySize }: { readonly memorySize: bigint },
): Uint8Array | undefined {
  const view = viewOf(bytes);
  const [place] = segments(view, type);
  if (place === undefined) return undefined;
  view.setBigUint64(place + 40, memorySize, true);
  return bytes;
}
