/* SPDX-License-Identifier: MIT */
/* Names of the ELF specification and of its GNU extensions that <elf.h> does not have everywhere. */
#pragma once

#include <elf.h>

#ifndef DT_RELR /* gABI 4.3, "relative relocation table" */
#define DT_RELRSZ 35
#define DT_RELR 36
#define DT_RELRENT 37
#endif

/** A symbol's version index: the upper bit says that unversioned references do not see it. */
#define VERSYM_HIDDEN 0x8000u
#define VERSYM_INDEX 0x7fffu
