/* SPDX-License-Identifier: MIT */
#pragma once

#include "procfs.h"

/** Opens a file whose vnode's data is its node. */
int proc_file_open(struct vnode *vnode, struct file *file);
