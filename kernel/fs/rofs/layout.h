/* SPDX-License-Identifier: MIT */
/*
 * ROFS version 1 on disk. All numbers are little endian; nothing is aligned unless said so.
 *
 *   block 0       superblock
 *   block 1...    data of files, each from a block's start on
 *   info_first    structure information: directory entries, symbolic links, inodes, one after the other
 * without gaps
 *
 *   directory entry   u64 inode number, u16 length of the name, the name
 *   symbolic link     u16 length of the target, the target
 *   inode             struct rofs_disk_inode; that of number n is the (n - 1)th
 */
#pragma once

#include <core/types.h>

#define ROFS_MAGIC 0xdeadbeadul
#define ROFS_VERSION 1u
#define ROFS_BLOCK_SIZE 512u
#define ROFS_ROOT_INODE 1u

struct rofs_disk_superblock {
    uint64_t magic;
    uint64_t version;
    uint64_t block_size;
    uint64_t structure_info_first_block;
    uint64_t structure_info_blocks_count;
    uint64_t directory_entries_count;
    uint64_t symlinks_count;
    uint64_t inodes_count;
};
_Static_assert(sizeof(struct rofs_disk_superblock) == 64, "eight words");

struct rofs_disk_inode {
    uint64_t mode;
    uint64_t inode_no;
    uint64_t data_offset; /* directory: its first entry; file: its first block; symbolic link: its number */
    uint64_t count;       /* directory: entries; file: bytes */
};
_Static_assert(sizeof(struct rofs_disk_inode) == 32, "four words");

#define ROFS_ENTRY_HEADER 10u
#define ROFS_SYMLINK_HEADER 2u
