// SPDX-License-Identifier: MIT
/*
 * ROFS version 1, OSv's read-only file system. Numbers are little-endian.
 *
 *   block 0               super block
 *   from block 1 on       contents of files, each from a block boundary on
 *   structure_info_*      directory entries, symbolic links, inodes, one table right behind the other
 *
 * Directory entry: inode_no u64, length of the name u16, name. Symbolic link: length u16, target.
 */

export const ROFS_MAGIC = 0xdeadbeadn;
export const ROFS_VERSION = 1n;
export const ROFS_BLOCK = 512;
export const ROFS_ROOT_INODE = 1;

/** The super block's fields, each a u64, in their order. */
export const SUPER_BLOCK_FIELDS = [
  'magic',
  'version',
  'block_size',
  'structure_info_first_block',
  'structure_info_blocks_count',
  'directory_entries_count',
  'symlinks_count',
  'inodes_count',
] as const;

export type SuperBlock = Readonly<Record<(typeof SUPER_BLOCK_FIELDS)[number], bigint>>;

/**
 * An inode's fields, each a u64, in their order. `data_offset` and `count` are: of a file the first block and the size in
 * bytes, of a directory the index of its first entry and the number of entries, of a symbolic link its index and 1.
 */
export const INODE_FIELDS = ['mode', 'inode_no', 'data_offset', 'count'] as const;

export type Inode = Readonly<Record<(typeof INODE_FIELDS)[number], bigint>>;

export const INODE_BYTES = INODE_FIELDS.length * 8;
export const DIRECTORY_ENTRY_HEAD_BYTES = 10;
export const SYMLINK_HEAD_BYTES = 2;

/** File types of `mode` (stat.h). */
export const S_IFMT = 0o170000;
export const S_IFDIR = 0o040000;
export const S_IFREG = 0o100000;
export const S_IFLNK = 0o120000;
export const S_PERMISSIONS = 0o7777;

export function blocksOf(bytes: number): number {
  return Math.ceil(bytes / ROFS_BLOCK);
}
