/* SPDX-License-Identifier: MIT */
/* The tree of mounts, for the rest of vfs. */
#pragma once

#include <vfs/vfs.h>

/** The name of /, once it is mounted. */
struct name *mount_root(void);
/** Moves down to the roots of what is mounted on a name: takes over the reference, gives one. */
struct name *mount_cross(struct name *name);
/** What mount_cross is in kernels that do not record. */
struct name *mount_enter(struct name *name);
/** As mount_cross, for kernels that record: tells of each mount, once, that the program goes there. */
struct name *mount_cross_recorded(struct name *name);
/** Tells once of each standard mount whose file system is not in this kernel that a program looked for `name`
 * there, where nothing is.
 */
void mount_note_absent(const struct name *name);
/** Emits the mount points directly below a directory that the file system itself does not have. `index` says
 * how many are to be left out, and `cookie` where the entries' cookies begin. False: the caller's buffer is
 * full. */
bool mount_emit_points(struct name *directory, uint64_t index, uint64_t cookie, dirent_emit emit,
                       void *context);
