// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../../diagnostic/index.ts';
import { openFile, removeTree, renamePath, uniqueAside, type OpenFile } from '../../util/index.ts';
import { hostFileChanged, hostFileUnreadable, imageUnwritable } from '../messages.ts';
import { sortedChildren, type FileNode, type ImageNode, type ImageTree } from '../tree.ts';
import {
  blocksOf,
  DIRECTORY_ENTRY_HEAD_BYTES,
  INODE_BYTES,
  INODE_FIELDS,
  ROFS_BLOCK,
  ROFS_MAGIC,
  ROFS_VERSION,
  S_IFDIR,
  S_IFLNK,
  S_IFREG,
  SUPER_BLOCK_FIELDS,
  SYMLINK_HEAD_BYTES,
  type Inode,
  type SuperBlock,
} from './layout.ts';

const PAGE = 4096;
const CHUNK = 1 << 20;

/** A file of the image and where its contents go. */
interface PlacedFile {
  readonly guest: string;
  readonly node: FileNode;
  readonly block: number;
}

/** Everything about an image but the contents of its files. */
export interface RofsPlan {
  readonly superBlock: SuperBlock;
  /** Directory entries, symbolic links and inodes, as they stand on the disk. */
  readonly structureInfo: Uint8Array;
  readonly files: readonly PlacedFile[];
  /** Bytes of the whole image, a multiple of 4096. */
  readonly bytes: number;
}

/** Lays an image out. The same tree gives the same bytes, in whatever order it was put together. */
export function planRofs(tree: ImageTree): RofsPlan {
  const inodes: Inode[] = [];
  const entries: Uint8Array[] = [];
  const links: Uint8Array[] = [];
  const files: PlacedFile[] = [];
  let block = 1;

  const place = (size: number): number => {
    // Pages of the disk are then pages of the file. Small files are not worth the gap.
    if (size >= PAGE) block = blocksOf(Math.ceil((block * ROFS_BLOCK) / PAGE) * PAGE);
    const first = block;
    block += blocksOf(size);
    return first;
  };

  const number = (): number => inodes.push({ mode: 0n, inode_no: 0n, data_offset: 0n, count: 0n });
  const set = (inode: number, mode: number, offset: number, count: number): void => {
    inodes[inode - 1] = {
      mode: BigInt(mode),
      inode_no: BigInt(inode),
      data_offset: BigInt(offset),
      count: BigInt(count),
    };
  };

  const visit = (guest: string, node: ImageNode, inode: number): void => {
    switch (node.kind) {
      case 'file': {
        const first = place(node.size);
        files.push({ guest, node, block: first });
        set(inode, S_IFREG | node.mode, first, node.size);
        return;
      }
      case 'link':
        set(inode, S_IFLNK | 0o777, links.length, 1);
        links.push(encodeLink(node.target));
        return;
      case 'directory': {
        const children = sortedChildren(node).map(([name, child]) => ({ name, child, inode: number() }));
        for (const child of children) visit(`${guest}/${child.name}`, child.child, child.inode);
        // A directory's entries stand together; those of its subdirectories came before.
        set(inode, S_IFDIR | node.mode, entries.length, children.length);
        for (const child of children) entries.push(encodeEntry(child.name, child.inode));
        return;
      }
      default:
        return node satisfies never;
    }
  };
  visit('', tree, number());

  const structureInfo = Buffer.concat([...entries, ...links, ...inodes.map(encodeInode)]);
  const structureBlocks = blocksOf(structureInfo.length);
  return {
    superBlock: {
      magic: ROFS_MAGIC,
      version: ROFS_VERSION,
      block_size: BigInt(ROFS_BLOCK),
      structure_info_first_block: BigInt(block),
      structure_info_blocks_count: BigInt(structureBlocks),
      directory_entries_count: BigInt(entries.length),
      symlinks_count: BigInt(links.length),
      inodes_count: BigInt(inodes.length),
    },
    structureInfo,
    files,
    bytes: Math.ceil(((block + structureBlocks) * ROFS_BLOCK) / PAGE) * PAGE,
  };
}

function encodeEntry(name: string, inode: number): Uint8Array {
  const text = Buffer.from(name);
  const entry = Buffer.alloc(DIRECTORY_ENTRY_HEAD_BYTES + text.length);
  entry.writeBigUInt64LE(BigInt(inode), 0);
  entry.writeUInt16LE(text.length, 8);
  text.copy(entry, DIRECTORY_ENTRY_HEAD_BYTES);
  return entry;
}

function encodeLink(target: string): Uint8Array {
  const text = Buffer.from(target);
  const link = Buffer.alloc(SYMLINK_HEAD_BYTES + text.length);
  link.writeUInt16LE(text.length, 0);
  text.copy(link, SYMLINK_HEAD_BYTES);
  return link;
}

function encodeInode(inode: Inode): Uint8Array {
  const bytes = Buffer.alloc(INODE_BYTES);
  INODE_FIELDS.forEach((field, index) => bytes.writeBigUInt64LE(inode[field], index * 8));
  return bytes;
}

function encodeSuperBlock(superBlock: SuperBlock): Uint8Array {
  const bytes = Buffer.alloc(ROFS_BLOCK);
  SUPER_BLOCK_FIELDS.forEach((field, index) => bytes.writeBigUInt64LE(superBlock[field], index * 8));
  return bytes;
}

/**
 * Writes an image to `path`, whole or not at all. `onProgress` is told the bytes of file contents written so far and in all.
 * Fails when a host file cannot be read or is no longer as it was planned, and when the image cannot be written.
 */
export function writeRofs(
  tree: ImageTree,
  path: string,
  onProgress?: (done: number, total: number) => void,
): Result<{ readonly bytes: number }> {
  const plan = planRofs(tree);
  const aside = uniqueAside(path);
  const output = openFile(aside, 'w');
  if (!output.ok) return err(imageUnwritable({ ...output, path }));
  const written = writeAll(plan, output.value, onProgress);
  output.value.close();
  const renamed = written.ok ? renamePath(aside, path) : undefined;
  if (renamed?.ok === true) return ok({ bytes: plan.bytes });
  removeTree(aside);
  if (!written.ok) return written;
  return err(imageUnwritable({ ok: false, code: renamed?.ok === false ? renamed.code : 'EIO', path }));
}

function writeAll(
  plan: RofsPlan,
  output: OpenFile,
  onProgress?: (done: number, total: number) => void,
): Result<void> {
  const total = plan.files.reduce((sum, file) => sum + file.node.size, 0);
  let done = 0;
  for (const file of plan.files) {
    const result = copyContents(file, output, (bytes) => {
      done += bytes;
      onProgress?.(done, total);
    });
    if (!result.ok) return result;
  }
  const structureAt = Number(plan.superBlock.structure_info_first_block) * ROFS_BLOCK;
  const end = Buffer.alloc(plan.bytes - structureAt);
  end.set(plan.structureInfo);
  // The super block comes last: what was cut off by a full disk is no image.
  for (const [offset, bytes] of [
    [structureAt, end] as const,
    [0, encodeSuperBlock(plan.superBlock)] as const,
  ]) {
    const result = output.writeAt(offset, bytes);
    if (!result.ok) return err(imageUnwritable(result));
  }
  return ok(undefined);
}

function copyContents(file: PlacedFile, output: OpenFile, onBytes: (bytes: number) => void): Result<void> {
  const { source, size } = file.node;
  const start = file.block * ROFS_BLOCK;
  if (source.kind === 'bytes') {
    const result = output.writeAt(start, source.bytes);
    onBytes(size);
    return result.ok ? ok(undefined) : err(imageUnwritable(result));
  }
  const input = openFile(source.path, 'r');
  if (!input.ok) return err(hostFileUnreadable(file.guest, input));
  try {
    for (let offset = 0; ;) {
      // One byte more than is planned: a file that grew is noticed.
      const part = input.value.readAt(offset, Math.min(CHUNK, size - offset + 1));
      if (!part.ok) return err(hostFileUnreadable(file.guest, part));
      if (offset + part.value.length > size)
        return err(hostFileChanged(source.path, size, offset + part.value.length));
      const result = output.writeAt(start + offset, part.value);
      if (!result.ok) return err(imageUnwritable(result));
      offset += part.value.length;
      onBytes(part.value.length);
      if (part.value.length === 0) {
        return offset === size ? ok(undefined) : err(hostFileChanged(source.path, size, offset));
      }
    }
  } finally {
    input.value.close();
  }
}
