/* SPDX-License-Identifier: MIT */
/* How iconv knows that it has its large tables. */
#pragma once

/** Registers with SET_ADD(iconv_charsets, struct iconv_charsets, name). */
struct iconv_charsets {
    /** Never called: what it says that it uses is linked. */
    void (*use)(void);
};
