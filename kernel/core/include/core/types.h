/* SPDX-License-Identifier: MIT */
/* The types and small macros that every file uses. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** An address in the guest's physical memory. */
typedef uint64_t paddr_t;
/** A virtual address as a number. */
typedef uintptr_t vaddr_t;
typedef int64_t ssize64_t;

#define PAGE_SHIFT 12
#define PAGE_SIZE 4096ul
#define PAGE_MASK (~(PAGE_SIZE - 1))

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define ALIGN_DOWN(value, align) ((value) & ~((__typeof__(value))(align)-1))
#define ALIGN_UP(value, align) ALIGN_DOWN((value) + ((__typeof__(value))(align)-1), align)
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/** The structure of type `type` whose member `member` is at `pointer`. */
#define container_of(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define must_check __attribute__((warn_unused_result))
/** What a component may put its own in the place of: see docs/cpus.md. */
#define replaceable __attribute__((weak))
#define printf_like(text, first) __attribute__((format(printf, text, first)))
