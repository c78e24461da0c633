// SPDX-License-Identifier: MIT
// The ways in which programs ask for things by name or number, each with a name of its own.
// analyze-patterns.test.ts compiles this in many ways and says what has to be found.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef void *(*lookup_function)(void *, const char *);

void *found[64];

// A table of names, gone through with an index.
static const char *const names[] = {"table_a", "table_b", "table_c", "table_d", "table_e", "table_f"};

// A table of structures, gone through with a pointer.
static const struct {
    const char *name;
    void **slot;
} bindings[] = {
    {"binding_a", &found[0]}, {"binding_b", &found[1]}, {"binding_c", &found[2]},
    {"binding_d", &found[3]}, {"binding_e", &found[4]}, {"binding_f", &found[5]},
};

static __attribute__((noinline)) void *lookup(void *handle, const char *name)
{
    void *address = dlsym(handle, name);
    if (address == NULL) abort();
    return address;
}

// One level more, and the arguments change places.
static __attribute__((noinline)) void *lookup_swapped(const char *name, int flags, void *handle)
{
    if (flags > 3) return NULL;
    return lookup(handle, name);
}

static __attribute__((noinline)) long wrapped_call(long a, long number, long b)
{
    return syscall(number, a, b);
}

// The seventh argument and those behind it are in the stack.
static __attribute__((noinline)) long by_stack(long a, long b, long c, long d, long e, long f, long number)
{
    return syscall(number, a + b, c + d, e + f);
}

__attribute__((noinline)) void plain(void)
{
    found[6] = dlsym(RTLD_DEFAULT, "plain");
}

__attribute__((noinline)) void versioned(void)
{
    found[7] = dlvsym(RTLD_NEXT, "versioned", "GLIBC_2.2.5");
}

__attribute__((noinline)) void chosen(int count)
{
    found[8] = dlsym(RTLD_DEFAULT, count > 1 ? "chosen_a" : "chosen_b");
}

__attribute__((noinline)) void switched(int kind)
{
    const char *name;
    switch (kind) {
    case 0: name = "switched_a"; break;
    case 1: name = "switched_b"; break;
    case 2: name = "switched_c"; break;
    case 3: name = "switched_d"; break;
    case 4: name = "switched_e"; break;
    default: abort();
    }
    found[9] = dlsym(RTLD_DEFAULT, name);
}

__attribute__((noinline)) void all_names(void)
{
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) found[10 + i] = dlsym(RTLD_DEFAULT, names[i]);
}

__attribute__((noinline)) void all_bindings(void)
{
    for (unsigned i = 0; i < sizeof bindings / sizeof *bindings; i++) {
        *bindings[i].slot = dlsym(RTLD_DEFAULT, bindings[i].name);
    }
}

__attribute__((noinline)) void kept_for_later(void)
{
    const char *volatile name = "kept_for_later";
    found[20] = malloc(1);
    found[21] = dlsym(RTLD_DEFAULT, name);
}

__attribute__((noinline)) void by_pointer(void)
{
    lookup_function function = dlsym;
    found[22] = function(RTLD_DEFAULT, "by_pointer_a");
    found[23] = function(RTLD_DEFAULT, "by_pointer_b");
}

__attribute__((noinline)) void *at_the_end(void)
{
    return dlsym(RTLD_DEFAULT, "at_the_end");
}

__attribute__((noinline)) void libraries(int which)
{
    found[24] = dlopen("libplain.so.1", RTLD_NOW);
    found[25] = dlopen(NULL, RTLD_NOW);
    found[26] = dlopen(which ? "libchosen.so.1" : "libother.so.1", RTLD_LAZY);
}

__attribute__((noinline)) long numbers(int which)
{
    long sum = syscall(SYS_gettid);
    sum += syscall(which ? SYS_getuid : SYS_geteuid);
    sum += wrapped_call(1, SYS_getcpu, 2);
    sum += by_stack(1, 2, 3, 4, 5, 6, SYS_membarrier);
    return sum;
}

__attribute__((noinline)) long instruction(void)
{
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(SYS_getppid) : "rcx", "r11", "memory");
    return result;
}

#ifdef UNRESOLVED
__attribute__((noinline)) void of_the_user(char **arguments)
{
    found[30] = dlsym(RTLD_DEFAULT, arguments[1]);
    found[31] = dlopen(arguments[2], RTLD_NOW);
    syscall(atoi(arguments[3]));
}
#endif

int main(int count, char **arguments)
{
    plain();
    versioned();
    chosen(count);
    switched(count);
    all_names();
    all_bindings();
    kept_for_later();
    by_pointer();
    found[27] = at_the_end();
    libraries(count);
    found[28] = lookup(RTLD_DEFAULT, "wrapped");
    found[29] = lookup_swapped("wrapped_twice", count, RTLD_DEFAULT);
#ifdef UNRESOLVED
    of_the_user(arguments);
#endif
    (void)arguments;
    return (int)(numbers(count) + instruction());
}
