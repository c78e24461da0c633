// SPDX-License-Identifier: MIT
// Each argument names a way to use memory; says "ok" when the promises were kept, else which was not, and
// ends with 1.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

#define PAGE 4096ul
#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)
#define RW (PROT_READ | PROT_WRITE)

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            printf("line %d: %s (errno %d)\n", __LINE__, #condition, errno);                                 \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)

static sigjmp_buf landing;
static volatile int fault_signal, fault_code;
static void *volatile fault_address;

static void on_fault(int signal, siginfo_t *info, void *context)
{
    (void)context;
    fault_signal = signal;
    fault_code = info->si_code;
    fault_address = info->si_addr;
    siglongjmp(landing, 1);
}

static void catch_faults(void)
{
    static char stack[16384];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof(stack)};
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    CHECK(sigaltstack(&alternate, NULL) == 0);
    CHECK(sigaction(SIGSEGV, &action, NULL) == 0 && sigaction(SIGBUS, &action, NULL) == 0);
}

// The statement faults at `address` with this signal and code.
#define FAULTS(statement, address, signal, code)                                                             \
    do {                                                                                                     \
        fault_signal = 0;                                                                                    \
        if (sigsetjmp(landing, 1) == 0) {                                                                    \
            statement;                                                                                       \
        }                                                                                                    \
        CHECK(fault_signal == (signal));                                                                     \
        CHECK(fault_code == (code));                                                                         \
        CHECK(fault_address == (void *)(address));                                                           \
    } while (0)

static volatile char *map(size_t size, int prot, int flags)
{
    char *memory = mmap(NULL, size, prot, ANONYMOUS | flags, -1, 0);
    CHECK(memory != MAP_FAILED);
    return memory;
}

static void anonymous(void)
{
    volatile char *memory = map(64 * PAGE, RW, 0);
    for (size_t i = 0; i < 64 * PAGE; i += 512) CHECK(memory[i] == 0);
    memset((char *)memory, 7, 64 * PAGE);
    CHECK(munmap((char *)memory + 8 * PAGE, PAGE) == 0);
    CHECK(memory[8 * PAGE - 1] == 7 && memory[9 * PAGE] == 7);
    FAULTS(memory[8 * PAGE] = 1, memory + 8 * PAGE, SIGSEGV, SEGV_MAPERR);
    CHECK(mmap((char *)memory, PAGE, RW, ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED &&
          errno == EEXIST);
    CHECK(mmap((char *)memory, PAGE, RW, ANONYMOUS | MAP_FIXED, -1, 0) == memory && memory[0] == 0);
    CHECK(madvise((char *)memory + PAGE, PAGE, MADV_DONTNEED) == 0);
    CHECK(memory[PAGE] == 0 && memory[2 * PAGE] == 7);
    unsigned char present[4];
    CHECK(madvise((char *)memory + PAGE, PAGE, MADV_DONTNEED) == 0);
    CHECK(mincore((char *)memory, 4 * PAGE, present) == 0 && present[0] && !present[1] && present[2]);
    CHECK(mincore((char *)memory + 8 * PAGE, PAGE, present) == -1 && errno == ENOMEM);
    volatile char *ready = map(4 * PAGE, RW, MAP_POPULATE);
    CHECK(mincore((char *)ready, 4 * PAGE, present) == 0 && present[0] && present[3]);
}

static void rights(void)
{
    volatile char *memory = map(3 * PAGE, RW, 0);
    memory[PAGE] = 5;
    CHECK(mprotect((char *)memory + PAGE, PAGE, PROT_READ) == 0);
    FAULTS(memory[PAGE + 3] = 1, memory + PAGE + 3, SIGSEGV, SEGV_ACCERR);
    memory[0] = memory[2 * PAGE] = 1;
    CHECK(mprotect((char *)memory + PAGE, PAGE, PROT_NONE) == 0);
    FAULTS((void)memory[PAGE], memory + PAGE, SIGSEGV, SEGV_ACCERR);
    CHECK(mprotect((char *)memory, 3 * PAGE, RW) == 0 && memory[PAGE] == 5);
    // ret, in memory that may be executed only after we say so.
    memory[0] = (char)0xc3;
    FAULTS(((void (*)(void))memory)(), memory, SIGSEGV, SEGV_ACCERR);
    CHECK(mprotect((char *)memory, PAGE, PROT_READ | PROT_EXEC) == 0);
    ((void (*)(void))memory)();
    FAULTS(memory[0] = 1, memory, SIGSEGV, SEGV_ACCERR);
    CHECK(mprotect((char *)0x10000, PAGE, PROT_READ) == -1 && errno == ENOMEM);
    // Text and constants of the program itself.
    FAULTS(*(volatile char *)(uintptr_t)rights = 1, rights, SIGSEGV, SEGV_ACCERR);
    FAULTS(*(volatile char *)(uintptr_t) "constant" = 1, fault_address, SIGSEGV, SEGV_ACCERR);
}

static void null(void)
{
    volatile char *none = NULL;
    __asm__("" : "+r"(none));
    FAULTS(*none = 1, 0, SIGSEGV, SEGV_MAPERR);
    FAULTS((void)none[4095], 4095, SIGSEGV, SEGV_MAPERR);
    CHECK(mmap(NULL, PAGE, RW, ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED && errno == EPERM);
    CHECK((uintptr_t)map(PAGE, RW, 0) > 0x10000);
}

static size_t recurse(size_t depth)
{
    volatile char frame[1024];
    frame[0] = (char)depth;
    return depth == 0 ? 0 : recurse(depth - 1) + (size_t)(frame[0] != (char)depth) + 1;
}

static void stack(void)
{
    char here;
    CHECK(recurse(6000) == 6000); // 6 MiB of 8
    fault_signal = 0;
    if (sigsetjmp(landing, 1) == 0) recurse(1 << 20);
    CHECK(fault_signal == SIGSEGV && fault_code == SEGV_MAPERR);
    CHECK((char *)fault_address < &here && (char *)fault_address > &here - (9 << 20));
    // The signal came on the other stack, and this one is still good.
    CHECK(recurse(100) == 100);
}

static void reservation(void)
{
    const size_t size = 16ul << 40;
    volatile char *memory = map(size, PROT_NONE, MAP_NORESERVE);
    for (size_t at = 0; at < size; at += size / 16) {
        CHECK(mprotect((char *)memory + at, 2 * PAGE, RW) == 0);
        memory[at] = 1;
        CHECK(memory[at + PAGE] == 0);
    }
    CHECK(mmap((char *)memory + PAGE * 100, 64ul << 20, RW, ANONYMOUS | MAP_FIXED, -1, 0) ==
          memory + PAGE * 100);
    memory[PAGE * 100] = 1;
    FAULTS((void)memory[size / 16 - PAGE], memory + size / 16 - PAGE, SIGSEGV, SEGV_ACCERR);
    CHECK(munmap((char *)memory, size) == 0);
    // Writable and promised, that much is refused.
    CHECK(mmap(NULL, size, RW, ANONYMOUS, -1, 0) == MAP_FAILED && errno == ENOMEM);
    for (int i = 0; i < 1000; i++) CHECK(munmap((char *)map(1ul << 32, PROT_NONE, 0), 1ul << 32) == 0);
}

// brk as the kernel has it, since musl's sbrk only ever asks where it is.
static char *set_break(char *end)
{
    return (char *)syscall(SYS_brk, end);
}

static void heap(void)
{
    char *start = set_break(NULL);
    CHECK(set_break(start + 100 * 1024) == start + 100 * 1024);
    memset(start, 3, 100 * 1024);
    CHECK(set_break(start + 4096) == start + 4096);
    CHECK(set_break(start + 100 * 1024) == start + 100 * 1024);
    CHECK(start[4095] == 3 && start[4 * PAGE] == 0);
    CHECK(set_break(start + ((intptr_t)1 << 46)) == start + 100 * 1024);
    CHECK(set_break((char *)PAGE) == start + 100 * 1024);
}

static void remap(void)
{
    // Each lies right below the one before, so none but the last can grow where it is.
    (void)map(PAGE, PROT_NONE, 0);
    char *memory = (char *)map(4 * PAGE, RW, 0), *above = (char *)map(PAGE, RW, 0);
    for (size_t i = 0; i < 4; i++) memory[i * PAGE] = (char)(i + 1);
    CHECK(mremap(above, PAGE, 2 * PAGE, 0) == MAP_FAILED && errno == ENOMEM);
    char *moved = mremap(memory, 4 * PAGE, 600 * PAGE, MREMAP_MAYMOVE);
    CHECK(moved != MAP_FAILED);
    for (size_t i = 0; i < 4; i++) CHECK(moved[i * PAGE] == (char)(i + 1));
    CHECK(moved[599 * PAGE] == 0);
    CHECK(mremap(moved, 600 * PAGE, 2 * PAGE, 0) == moved && moved[PAGE] == 2);
    FAULTS((void)*(volatile char *)(moved + 2 * PAGE), moved + 2 * PAGE, SIGSEGV, SEGV_MAPERR);
    CHECK(mremap(moved, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, above) == above &&
          above[PAGE] == 2);
}

static void files(void)
{
    char path[] = "/tmp/mapped", buffer[16];
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    CHECK(file >= 0 && ftruncate(file, 3 * PAGE) == 0 && pwrite(file, "hello", 5, PAGE) == 5);
    volatile char *shared = mmap(NULL, 4 * PAGE, RW, MAP_SHARED, file, 0);
    volatile char *own = mmap(NULL, 3 * PAGE, RW, MAP_PRIVATE, file, 0);
    CHECK(shared != MAP_FAILED && own != MAP_FAILED);
    CHECK(shared[PAGE] == 'h' && own[PAGE + 1] == 'e');
    shared[PAGE] = 'j';
    CHECK(own[PAGE] == 'j' && pread(file, buffer, 5, PAGE) == 5 && memcmp(buffer, "jello", 5) == 0);
    own[PAGE] = 'y';
    CHECK(shared[PAGE] == 'j' && own[PAGE + 1] == 'e');
    CHECK(pwrite(file, "cup", 3, 2 * PAGE) == 3 && own[2 * PAGE] == 'c' && shared[2 * PAGE] == 'c');
    FAULTS((void)shared[3 * PAGE], shared + 3 * PAGE, SIGBUS, BUS_ADRERR);
    CHECK(msync((char *)shared, PAGE, MS_SYNC) == 0);
    CHECK(ftruncate(file, PAGE + 2) == 0);
    FAULTS((void)shared[2 * PAGE], shared + 2 * PAGE, SIGBUS, BUS_ADRERR);
    CHECK(shared[PAGE] == 'j' && shared[PAGE + 2] == 0);
    CHECK(ftruncate(file, 3 * PAGE) == 0 && shared[2 * PAGE] == 0);
    CHECK(close(file) == 0 && unlink(path) == 0 && shared[PAGE] == 'j');
    file = open("/proc/self/exe", O_RDONLY);
    CHECK(file >= 0 && read(file, buffer, 4) == 4);
    char *program = mmap(NULL, PAGE, RW, MAP_PRIVATE, file, 0);
    CHECK(program != MAP_FAILED && memcmp(program, buffer, 4) == 0);
    CHECK(mmap(NULL, PAGE, RW, MAP_SHARED, file, 0) == MAP_FAILED && errno == EACCES);
    CHECK(mmap(NULL, PAGE, RW, MAP_PRIVATE, 999, 0) == MAP_FAILED && errno == EBADF);
}

// Sums a file through a mapping of all of it; what it prints is compared on the host.
static void sum(const char *path)
{
    int file = open(path, O_RDONLY);
    off_t size = lseek(file, 0, SEEK_END);
    const unsigned char *bytes = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, file, 0);
    CHECK(bytes != MAP_FAILED);
    unsigned long total = 0;
    for (int round = 0; round < 2; round++)
        for (off_t i = 0; i < size; i += 64) total += bytes[i];
    printf("%lu\n", total);
}

static void exhaust(void)
{
    volatile char *memory = map(100ul << 20, RW, 0);
    for (size_t i = 0; i < 100ul << 20; i += PAGE) memory[i] = 1;
}

static void crash(void)
{
    volatile int *none = NULL;
    __asm__("" : "+r"(none));
    *none = 1;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } cases[] = {
        {"anonymous", anonymous},     {"rights", rights}, {"null", null},   {"stack", stack},
        {"reservation", reservation}, {"heap", heap},     {"remap", remap}, {"files", files},
    };
    setvbuf(stdout, NULL, _IOLBF, 0);
    const char *first = argc > 1 ? argv[1] : "";
    if (strcmp(first, "sum") == 0) sum(argv[2]);
    if (strcmp(first, "exhaust") == 0) exhaust();
    if (strcmp(first, "crash") == 0) crash();
    catch_faults();
    for (int i = 1; i < argc; i++)
        for (size_t j = 0; j < sizeof(cases) / sizeof(cases[0]); j++)
            if (strcmp(cases[j].name, argv[i]) == 0) {
                cases[j].run();
                printf("ok %s\n", argv[i]);
            }
    return 0;
}
