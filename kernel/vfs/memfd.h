/* SPDX-License-Identifier: MIT */
#pragma once

#include <vfs/vfs.h>

/** F_GET_SEALS, or (`add`) F_ADD_SEALS; -EINVAL: the file is no memfd. */
long memfd_seals(const struct file *file, bool add, uint32_t seals);
