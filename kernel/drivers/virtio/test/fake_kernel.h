// SPDX-License-Identifier: MIT
/* The kernel around a driver, for the one file of its test, which includes the sources of the driver as well.
 */
#pragma once

#include <arch/page.h>
#include <assert.h>
#include <core/log.h>
#include <core/random.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>
#include <sched/lock.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A table that has one item, since only the kernel's linker script makes such tables. */
#define FAKE_SET(set, type, item)                                                                            \
    const type *const __set_##set##_start[] = {&item};                                                       \
    __asm__(".globl __set_" #set "_end\n"                                                                    \
            ".set __set_" #set "_end, __set_" #set "_start + 8")
#define FAKE_DRIVER(driver) FAKE_SET(virtio_driver, struct virtio_driver, driver)

bool log_verbose;

static char warning[256], warning_before[256];
static unsigned allocations_left = UINT32_MAX, live;

void log_warn(const char *format, ...)
{
    va_list arguments;
    memcpy(warning_before, warning, sizeof(warning));
    va_start(arguments, format);
    vsnprintf(warning, sizeof(warning), format, arguments);
    va_end(arguments);
}
void log_info(const char *format, ...)
{
    (void)format;
}
size_t format_text_va(char *buffer, size_t size, const char *format, va_list arguments)
{
    return (size_t)vsnprintf(buffer, size, format, arguments);
}
size_t format_text(char *buffer, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t length = format_text_va(buffer, size, format, arguments);
    va_end(arguments);
    return length;
}
void *kmalloc(size_t size)
{
    if (allocations_left == 0) return NULL;
    if (allocations_left != UINT32_MAX) allocations_left--;
    live++;
    return malloc(size);
}
void *kzalloc(size_t size)
{
    void *memory = kmalloc(size);
    return memory != NULL ? memset(memory, 0, size) : NULL;
}
void kfree(void *memory)
{
    live -= memory != NULL;
    free(memory);
}
paddr_t frame_alloc_zeroed(void)
{
    return virt_to_phys(memset(aligned_alloc(PAGE_SIZE, PAGE_SIZE), 0, PAGE_SIZE));
}
uint64_t spin_lock_irqsave(struct spinlock *lock)
{
    assert(lock->next == 0);
    return lock->next++;
}
void spin_unlock_irqrestore(struct spinlock *lock, uint64_t flags)
{
    (void)flags;
    lock->next--;
}
void random_bytes(void *buffer, size_t size)
{
    memset(buffer, 0xff, size);
}

/* The same in every run. */
static uint64_t random_state = 1;
static unsigned random_below(unsigned limit)
{
    random_state = random_state * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned)(random_state >> 33) % limit;
}
