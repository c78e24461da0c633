// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../../diagnostic/index.ts';
import { rofsDamaged } from '../messages.ts';
import type { FileNode, ImageNode, ImageTree } from '../tree.ts';
import {
  DIRECTORY_ENTRY_HEAD_BYTES,
  INODE_BYTES,
  INODE_FIELDS,
  ROFS_BLOCK,
  ROFS_MAGIC,
  ROFS_ROOT_INODE,
  ROFS_VERSION,
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  S_PERMISSIONS,
  SUPER_BLOCK_FIELDS,
  SYMLINK_HEAD_BYTES,
  type Inode,
  type SuperBlock,
} from './layout.ts';

/** What readers take where an inode has no permission bits, as those of OSv's tools. */
const DEFAULT_PERMISSIONS = 0o555;

/** No path can have more names: PATH_MAX is 4096 bytes. Deeper trees would only exhaust the stack of whoever walks them. */
const DEPTH_MOST = 2048;

/** A complaint about the image, thrown inside of this file only. */
class Damage extends Error {
  readonly field: string;
  readonly offset: number;
  readonly found: string;
  readonly expected: string;

  constructor(field: string, offset: number, found: bigint | number | string, expected: string) {
    super(field);
    this.field = field;
    this.offset = offset;
    this.found = String(found);
    this.expected = expected;
  }
}

/**
 * Reads and checks a whole ROFS image. Every number in it is checked: against the size of the image, against each other, and
 * that each inode but the root has exactly one name, so that the result is a tree.
 *
 * @param file The image's name, for messages.
 */
export function readRofs(image: Uint8Array, file: string): Result<ImageTree> {
  try {
    return ok(new Reader(image).tree());
  } catch (cause) {
    if (!(cause instanceof Damage)) throw cause;
    return err(rofsDamaged(file, cause.offset, cause.field, cause.found, cause.expected));
  }
}

class Reader {
  private readonly image: Buffer;
  private readonly entries: { readonly name: string; readonly inode: number; readonly offset: number }[] = [];
  private readonly links: string[] = [];
  private readonly inodes: (Inode & { readonly offset: number })[] = [];
  private readonly named = new Set<number>();

  constructor(image: Uint8Array) {
    this.image = Buffer.from(image.buffer, image.byteOffset, image.byteLength);
    if (image.length < ROFS_BLOCK)
      throw new Damage('the size of the image', 0, `${image.length} bytes`, 'at least 512');
    this.readTables(this.readSuperBlock());
  }

  tree(): ImageTree {
    this.named.add(ROFS_ROOT_INODE);
    const root = this.node(ROFS_ROOT_INODE, 0);
    if (root.kind !== 'directory') {
      throw new Damage("the root inode's type", this.inodes[0]?.offset ?? 0, root.kind, 'directory');
    }
    return root;
  }

  private readSuperBlock(): SuperBlock {
    const superBlock = Object.fromEntries(
      SUPER_BLOCK_FIELDS.map((field, index) => [field, this.image.readBigUInt64LE(index * 8)]),
    ) as SuperBlock;
    const expect = (field: keyof SuperBlock, good: boolean, expected: string): void => {
      if (good) return;
      const found = field === 'magic' ? `0x${superBlock[field].toString(16)}` : superBlock[field];
      throw new Damage(`super block: ${field}`, SUPER_BLOCK_FIELDS.indexOf(field) * 8, found, expected);
    };
    const blocks = BigInt(Math.floor(this.image.length / ROFS_BLOCK));
    const { structure_info_first_block: first, structure_info_blocks_count: count } = superBlock;
    expect('magic', superBlock.magic === ROFS_MAGIC, '0xdeadbead');
    expect('version', superBlock.version === ROFS_VERSION, '1');
    expect('block_size', superBlock.block_size === BigInt(ROFS_BLOCK), '512');
    expect('structure_info_first_block', first >= 1n && first < blocks, `1 to ${blocks - 1n}`);
    expect('structure_info_blocks_count', count >= 1n && count <= blocks - first, `1 to ${blocks - first}`);
    const most = (count * BigInt(ROFS_BLOCK)) / BigInt(INODE_BYTES);
    expect('inodes_count', superBlock.inodes_count >= 1n && superBlock.inodes_count <= most, `1 to ${most}`);
    // Every inode but the root has one name, and every link has an inode.
    const { inodes_count: inodes } = superBlock;
    expect('directory_entries_count', superBlock.directory_entries_count === inodes - 1n, `${inodes - 1n}`);
    expect('symlinks_count', superBlock.symlinks_count < inodes, `less than ${inodes}`);
    return superBlock;
  }

  private readTables(superBlock: SuperBlock): void {
    let at = Number(superBlock.structure_info_first_block) * ROFS_BLOCK;
    const end = at + Number(superBlock.structure_info_blocks_count) * ROFS_BLOCK;
    const take = (what: string, bytes: number): number => {
      if (bytes > end - at)
        throw new Damage(what, at, `${end - at} bytes before the end of the tables`, `${bytes} bytes`);
      const start = at;
      at += bytes;
      return start;
    };
    for (let i = 0; i < Number(superBlock.directory_entries_count); i++) {
      const head = take(`directory entry ${i}`, DIRECTORY_ENTRY_HEAD_BYTES);
      const length = this.image.readUInt16LE(head + 8);
      if (length === 0 || length > 255)
        throw new Damage(`directory entry ${i}: length of the name`, head + 8, length, '1 to 255');
      const start = take(`directory entry ${i}: name`, length);
      const name = this.image.toString('utf8', start, start + length);
      if (name === '.' || name === '..' || /[/\0]/.test(name)) {
        throw new Damage(`directory entry ${i}: name`, start, JSON.stringify(name), 'a plain name');
      }
      this.entries.push({ name, inode: this.inodeNumber(head, superBlock), offset: head });
    }
    for (let i = 0; i < Number(superBlock.symlinks_count); i++) {
      const head = take(`symbolic link ${i}`, SYMLINK_HEAD_BYTES);
      const length = this.image.readUInt16LE(head);
      if (length === 0 || length > 4095)
        throw new Damage(`symbolic link ${i}: length of the target`, head, length, '1 to 4095');
      const start = take(`symbolic link ${i}: target`, length);
      this.links.push(this.image.toString('utf8', start, start + length));
    }
    for (let i = 0; i < Number(superBlock.inodes_count); i++) {
      const offset = take(`inode ${i + 1}`, INODE_BYTES);
      const inode = Object.fromEntries(
        INODE_FIELDS.map((field, index) => [field, this.image.readBigUInt64LE(offset + index * 8)]),
      ) as Inode;
      if (inode.inode_no !== BigInt(i + 1)) {
        throw new Damage(`inode ${i + 1}: inode_no`, offset + 8, inode.inode_no, `${i + 1}`);
      }
      this.inodes.push({ ...inode, offset });
    }
  }

  private inodeNumber(offset: number, superBlock: SuperBlock): number {
    const inode = this.image.readBigUInt64LE(offset);
    if (inode < 1n || inode > superBlock.inodes_count) {
      throw new Damage('directory entry: inode_no', offset, inode, `1 to ${superBlock.inodes_count}`);
    }
    return Number(inode);
  }

  private node(number: number, depth: number): ImageNode {
    const inode = this.inodes[number - 1];
    if (inode === undefined) throw new Error(`inode ${number} was checked`);
    const type = Number(inode.mode & BigInt(S_IFMT));
    const permissions = Number(inode.mode & BigInt(S_PERMISSIONS));
    const mode = permissions === 0 ? DEFAULT_PERMISSIONS : permissions;
    switch (type) {
      case S_IFREG:
        return this.fileNode(number, inode, mode);
      case S_IFLNK: {
        const target =
          inode.data_offset < BigInt(this.links.length) ? this.links[Number(inode.data_offset)] : undefined;
        if (target !== undefined) return { kind: 'link', target };
        const expected = `less than ${this.links.length}`;
        throw new Damage(`inode ${number}: data_offset`, inode.offset + 16, inode.data_offset, expected);
      }
      case S_IFDIR:
        return { kind: 'directory', mode, children: this.children(number, inode, depth + 1) };
      default:
        throw new Damage(
          `inode ${number}: mode`,
          inode.offset,
          `0${inode.mode.toString(8)}`,
          'a file, directory or link',
        );
    }
  }

  private fileNode(number: number, inode: Inode & { readonly offset: number }, mode: number): FileNode {
    const { data_offset: first, count: size } = inode;
    const room = BigInt(this.image.length) - first * BigInt(ROFS_BLOCK);
    if (first < 1n || room < 0n)
      throw new Damage(`inode ${number}: data_offset`, inode.offset + 16, first, 'a block of the image');
    if (size > room) throw new Damage(`inode ${number}: count`, inode.offset + 24, size, `at most ${room}`);
    const start = Number(first) * ROFS_BLOCK;
    const bytes = this.image.subarray(start, start + Number(size));
    return { kind: 'file', mode, size: bytes.length, source: { kind: 'bytes', bytes } };
  }

  private children(
    number: number,
    inode: Inode & { readonly offset: number },
    depth: number,
  ): Map<string, ImageNode> {
    const { data_offset: first, count } = inode;
    if (depth > DEPTH_MOST) {
      throw new Damage('the depth of directories', inode.offset, 'more', `at most ${DEPTH_MOST}`);
    }
    const total = BigInt(this.entries.length);
    if (first > total)
      throw new Damage(`inode ${number}: data_offset`, inode.offset + 16, first, `at most ${total}`);
    if (count > total - first)
      throw new Damage(`inode ${number}: count`, inode.offset + 24, count, `at most ${total - first}`);
    const children = new Map<string, ImageNode>();
    for (const entry of this.entries.slice(Number(first), Number(first + count))) {
      if (this.named.has(entry.inode)) {
        throw new Damage(
          `"${entry.name}" in inode ${number}`,
          entry.offset,
          `inode ${entry.inode} again`,
          'one name per inode',
        );
      }
      if (children.has(entry.name)) {
        throw new Damage(
          `directory of inode ${number}`,
          entry.offset,
          `"${entry.name}" twice`,
          'each name once',
        );
      }
      this.named.add(entry.inode);
      children.set(entry.name, this.node(entry.inode, depth));
    }
    return children;
  }
}
