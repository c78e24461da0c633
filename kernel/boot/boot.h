/* SPDX-License-Identifier: MIT */
/* Inside of boot/. */
#pragma once

#include <boot/bootinfo.h>

struct hvm_start_info;
struct boot_params;

/** Each fills bootinfo from its protocol's structure, which the boot page tables map. boot_failed when it is
 * wrong. */
void boot_from_pvh(const struct hvm_start_info *info);
void boot_from_linux(const struct boot_params *params);

/** Adds a range of RAM; those above the highest possible one are left out. */
void boot_add_ram(paddr_t start, uint64_t size);
/** Sorts the ranges, cuts overlaps. */
void boot_finish_ram(void);
/** A pointer to `size` bytes at a physical address below 1 GiB; boot_failed with the name of `what` when it
 * lies elsewhere. */
const void *boot_physical(paddr_t address, size_t size, const char *what);
/** Copies the command line to where it stays. */
void boot_copy_command_line(const char *text, size_t limit);

/** Splits the command line: options are handed to those who registered them, the rest is the program's. */
/** The working directory that --cwd names, "/" by default. */
const char *boot_cwd(void);

struct process_request;
void boot_parse_command_line(struct process_request *request);
