/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <arch/page.h>
#include <mm/user.h>

/* user-copy.S; fault recovery there is why these are not in C. */
size_t user_copy_raw(void *destination, const void *source, size_t size);
size_t user_clear_raw(void *destination, size_t size);
long user_string_raw(char *destination, const char *source, size_t size);
int user_load32_raw(uint32_t *value, const uint32_t *address);
int user_store32_raw(uint32_t value, uint32_t *address);
int user_cmpxchg32_raw(uint32_t *address, uint32_t expected, uint32_t desired, uint32_t *found);

/* The program's constants and data in the kernel's image, those of its C library. */
extern const char __program_rodata_start[], __program_rodata_end[], __program_data_start[],
    __program_data_end[], __program_bss_start[], __program_bss_end[];

/* How many bytes from `address` on may be the program's; 0: none. */
static size_t user_reach(uintptr_t address)
{
    if (likely(address < USER_END)) return USER_END - address;
    const struct {
        const char *start, *end;
    } ranges[] = {
        {__program_rodata_start, __program_rodata_end},
        {__program_data_start, __program_data_end},
        {__program_bss_start, __program_bss_end},
    };
    for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
        if (address >= (uintptr_t)ranges[i].start && address < (uintptr_t)ranges[i].end)
            return (uintptr_t)ranges[i].end - address;
    return 0;
}

bool user_range_ok(const void *address, size_t size)
{
    size_t reach = user_reach((uintptr_t)address);
    return reach != 0 ? size <= reach : (uintptr_t)address == USER_END && size == 0;
}

int copy_from_user(void *destination, const void *source, size_t size)
{
    return user_range_ok(source, size) && user_copy_raw(destination, source, size) == 0 ? 0 : -EFAULT;
}

int copy_to_user(void *destination, const void *source, size_t size)
{
    return user_range_ok(destination, size) && user_copy_raw(destination, source, size) == 0 ? 0 : -EFAULT;
}

int clear_user(void *destination, size_t size)
{
    return user_range_ok(destination, size) && user_clear_raw(destination, size) == 0 ? 0 : -EFAULT;
}

ssize64_t strncpy_from_user(char *destination, const char *source, size_t size)
{
    size_t reach = MIN(size, user_reach((uintptr_t)source));
    long length = user_string_raw(destination, source, reach);
    if (length >= 0) return length;
    return length == -1 && reach == size ? -ENAMETOOLONG : -EFAULT;
}

size_t user_copy_partial(void *destination, const void *source, size_t size)
{
    return user_copy_raw(destination, source, size);
}

int get_user32(uint32_t *value, const uint32_t *address)
{
    return user_range_ok(address, 4) && user_load32_raw(value, address) == 0 ? 0 : -EFAULT;
}

int put_user32(uint32_t value, uint32_t *address)
{
    return user_range_ok(address, 4) && user_store32_raw(value, address) == 0 ? 0 : -EFAULT;
}

int cmpxchg_user32(uint32_t *address, uint32_t expected, uint32_t desired, uint32_t *found)
{
    return user_range_ok(address, 4) && user_cmpxchg32_raw(address, expected, desired, found) == 0 ? 0
                                                                                                   : -EFAULT;
}
