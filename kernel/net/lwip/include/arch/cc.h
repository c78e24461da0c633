/* SPDX-License-Identifier: MIT */
/* lwIP's compiler and platform layer. */
#pragma once

#include <core/log.h>
#include <core/string.h>
#include <core/types.h>

#define BYTE_ORDER LITTLE_ENDIAN

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_CTYPE_H 1
#define LWIP_NO_UNISTD_H 1
#define LWIP_NO_LIMITS_H 0
#define X8_F "02x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "zu"

uint32_t lwip_random(void);
#define LWIP_RAND() lwip_random()

#define LWIP_PLATFORM_DIAG(text)                                                                             \
    do {                                                                                                     \
    } while (0)
#define LWIP_PLATFORM_ASSERT(text) panic("lwip", "assertion failed at %s:%d", __FILE_NAME__, __LINE__)

void *lwip_malloc(size_t size);
void *lwip_calloc(size_t count, size_t size);
void lwip_free(void *memory);

/* Bytes are copied from and to the program's memory by lwIP as well, so copies can meet a page that is not
 * there any more: what cannot be read is zeroes. */
void lwip_copy(void *to, const void *from, size_t size);
#define MEMCPY(to, from, size) lwip_copy(to, from, size)
#define SMEMCPY(to, from, size) memcpy(to, from, size)
