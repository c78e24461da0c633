/* SPDX-License-Identifier: MIT */
/* backtrace and what prints it. Unwinding is libgcc_s's business, which is loaded for the first call, as
 * glibc does; without it there are no frames. */
#include "private.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Filled by backtrace (x86_64/backtrace.S), which has one on its stack. */
struct frames {
    void **addresses;
    int count, room;
};
_Static_assert(sizeof(struct frames) == 16, "backtrace.S");

/* Of the unwinding interface of the Itanium C++ ABI. */
enum { URC_NO_REASON = 0, URC_END_OF_STACK = 5 };
typedef int step_function(void *context, void *argument);
static uintptr_t (*get_ip)(void *context);

/* A table for unwinding out of backtrace. */
extern hidden const char glibc_backtrace_frame[];

/* Called for each frame. The first is backtrace itself, which is left out: `count` begins at -1. */
hidden int glibc_backtrace_step(void *context, void *argument)
{
    struct frames *frames = argument;
    if (frames->count == frames->room) return URC_END_OF_STACK;
    if (frames->count >= 0) frames->addresses[frames->count] = (void *)get_ip(context);
    frames->count++;
    return URC_NO_REASON;
}

/* _Unwind_Backtrace, NULL if there is none. */
hidden void *glibc_backtrace_unwinder(void)
{
    static void *unwind;
    if (unwind != NULL) return unwind;
    void *library = dlopen("libgcc_s.so.1", RTLD_NOW);
    if (library == NULL) return NULL;
    void (*register_frame)(const void *) = (void (*)(const void *))dlsym(library, "__register_frame");
    get_ip = (uintptr_t(*)(void *))dlsym(library, "_Unwind_GetIP");
    if (register_frame == NULL || get_ip == NULL) return NULL;
    register_frame(glibc_backtrace_frame);
    return unwind = dlsym(library, "_Unwind_Backtrace");
}

/* The number of addresses in `frames`. */
hidden int glibc_backtrace_count(const struct frames *frames)
{
    int count = frames->count;
    /* Some unwinders end with a frame of address 0. */
    if (count > 0 && frames->addresses[count - 1] == NULL) count--;
    return count < 0 ? 0 : count;
}

/* "file(function+0x1) [0x2]" with what is known. Like snprintf. */
static int describe(char *to, size_t size, void *address)
{
    Dl_info info;
    if (!dladdr(address, &info) || info.dli_fname == NULL || info.dli_fname[0] == '\0')
        return snprintf(to, size, "[%p]", address);
    /* Without a symbol the offset is from where the file begins. */
    const char *base = info.dli_sname != NULL ? info.dli_saddr : info.dli_fbase;
    return snprintf(to, size, "%s(%s+%#tx) [%p]", info.dli_fname,
                    info.dli_sname != NULL ? info.dli_sname : "", (char *)address - base, address);
}

char **backtrace_symbols(void *const *addresses, int count);
GLIBC_EXPORT char **backtrace_symbols(void *const *addresses, int count)
{
    /* One block: the list, and the lines behind it. */
    size_t total = (size_t)count * sizeof(char *), at = total;
    for (int i = 0; i < count; i++) total += (size_t)describe(NULL, 0, addresses[i]) + 1;
    char **list = malloc(total);
    if (list == NULL) return NULL;
    for (int i = 0; i < count; i++) {
        list[i] = (char *)list + at;
        at += (size_t)describe(list[i], total - at, addresses[i]) + 1;
    }
    return list;
}

/* For after a crash: no memory of malloc is used. */
void backtrace_symbols_fd(void *const *addresses, int count, int fd);
GLIBC_EXPORT void backtrace_symbols_fd(void *const *addresses, int count, int fd)
{
    char line[512];
    for (int i = 0; i < count; i++) {
        int length = describe(line, sizeof line - 1, addresses[i]);
        if (length > (int)sizeof line - 2) length = sizeof line - 2;
        line[length] = '\n';
        if (write(fd, line, (size_t)length + 1) < 0) return;
    }
}
