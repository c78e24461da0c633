/* SPDX-License-Identifier: MIT */
/* Directory entries of getdents64(2) and getdents(2) (linux/dirent.h). The names follow; records are padded
 * to 8 bytes. */
#pragma once

#include <core/types.h>

#define DT_UNKNOWN 0
#define DT_FIFO 1
#define DT_CHR 2
#define DT_DIR 4
#define DT_BLK 6
#define DT_REG 8
#define DT_LNK 10
#define DT_SOCK 12

/** The DT_ value of a file mode: its S_IFMT bits moved down. */
#define MODE_TO_DT(mode) (((mode) >> 12) & 15u)

struct linux_dirent64 {
    uint64_t d_ino;
    int64_t d_off;
    uint16_t d_reclen;
    uint8_t d_type;
    char d_name[5]; /* 0-terminated, as long as it is; padding of the structure counts in */
};
_Static_assert(offsetof(struct linux_dirent64, d_name) == 19, "struct linux_dirent64");

/** The older form: the type is the record's last byte. */
struct linux_dirent {
    uint64_t d_ino;
    uint64_t d_off;
    uint16_t d_reclen;
    char d_name[6];
};
_Static_assert(offsetof(struct linux_dirent, d_name) == 18, "struct linux_dirent");
