// SPDX-License-Identifier: MIT
// Archives that Linux unpacks as its first root file system: cpio in the "newc" format, as the kernel's
// Documentation/driver-api/early-userspace/buffer-format.rst describes it.

export type InitramfsEntry =
  | { readonly kind: 'directory'; readonly path: string; readonly mode?: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'file'; readonly path: string; readonly bytes: Uint8Array; readonly mode: number }
  | {
      readonly kind: 'character-device';
      readonly path: string;
      readonly major: number;
      readonly minor: number;
    };

const S_IFCHR = 0o020000;
const S_IFDIR = 0o040000;
const S_IFREG = 0o100000;
const S_IFLNK = 0o120000;

const MAGIC = '070701';
const TRAILER = 'TRAILER!!!';

function padded(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  result.set(bytes);
  return result;
}

function modeOf(entry: InitramfsEntry): number {
  switch (entry.kind) {
    case 'directory':
      return S_IFDIR | (entry.mode ?? 0o755);
    case 'link':
      return S_IFLNK | 0o777;
    case 'file':
      return S_IFREG | entry.mode;
    case 'character-device':
      return S_IFCHR | 0o600;
    default:
      return entry satisfies never;
  }
}

interface Header {
  readonly name: string;
  readonly inode: number;
  readonly mode: number;
  readonly size: number;
  readonly device: readonly [major: number, minor: number];
}

/** Header and name; the fields are eight hexadecimal digits each. */
function encodeHeader({ name, inode, mode, size, device }: Header): Uint8Array {
  const nameBytes = new TextEncoder().encode(`${name}\0`);
  // Owner, group, links, time; then the device that the file is on, the device that it is; a checksum that newc lacks.
  const fields = [inode, mode, 0, 0, 1, 0, size, 0, 0, ...device, nameBytes.length, 0];
  const head = MAGIC + fields.map((field) => field.toString(16).padStart(8, '0')).join('');
  return padded(Buffer.concat([new TextEncoder().encode(head), nameBytes]));
}

/** What follows the header: for a link, where it leads. */
function contentsOf(entry: InitramfsEntry): Uint8Array {
  if (entry.kind === 'link') return new TextEncoder().encode(entry.target);
  return entry.kind === 'file' ? entry.bytes : new Uint8Array();
}

/** The archive. Directories come before what is in them. */
export function encodeInitramfs(entries: readonly InitramfsEntry[]): Uint8Array {
  const parts = entries.flatMap((entry, index) => {
    const bytes = contentsOf(entry);
    const header = encodeHeader({
      name: entry.path,
      inode: index + 1,
      mode: modeOf(entry),
      size: bytes.length,
      device: entry.kind === 'character-device' ? [entry.major, entry.minor] : [0, 0],
    });
    return [header, padded(bytes)];
  });
  return Buffer.concat([
    ...parts,
    encodeHeader({ name: TRAILER, inode: 0, mode: 0, size: 0, device: [0, 0] }),
  ]);
}
