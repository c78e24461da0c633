/* SPDX-License-Identifier: MIT */
#pragma once

#include <core/types.h>

/** The values that the sleep type fields take for the state S5, soft off. */
struct sleep_types {
    uint8_t a, b; /* for PM1a_CNT (or the sleep control register) and PM1b_CNT */
};

/** Finds the package \_S5 in the code of a DSDT (ACPI 6.3, 7.4.2) without interpreting the rest of it. False:
 * it is not there in the form that compilers give it. */
bool find_sleep_types(const uint8_t *code, size_t size, struct sleep_types *types);
