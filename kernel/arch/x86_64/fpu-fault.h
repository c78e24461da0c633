/* SPDX-License-Identifier: MIT */
#pragma once

/** The si_code of SIGFPE for TRAP_X87 and for TRAP_SIMD, from the calling thread's registers. */
int x87_fault_code(void);
int simd_fault_code(void);
