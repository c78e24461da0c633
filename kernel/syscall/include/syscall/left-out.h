/* SPDX-License-Identifier: MIT */
/* What Thimble has and this kernel has not, since it was cut to a program that was not seen to need it.
 * Whoever asks for such a thing gets it told, unlike what no kernel has. */
#pragma once

#include <core/types.h>

/** Counts a request. */
void left_out_count(void);

/** Logs what was asked for, and the option of the tool, with its argument, that has it in the kernel. The
 * host reads this line (src/machine/asked-for.ts). */
void left_out_tell(const char *kind, const char *name, const char *option, const char *argument);

/** A name that a program has looked up: counts, and logs it when its hash was not seen before. 0. */
long left_out_symbol(const char *name, uint32_t hash);

/** Logs how many requests there were, if any. For the end of the program. */
void left_out_sum(void);
