// SPDX-License-Identifier: MIT
/* Each argument names a function that _FORTIFY_SOURCE=2 checks. It is called first with what just fits, which
 * must go well ("fits NAME"), then, for the last argument only if it is followed by "over", with one byte too
 * much. */
#define _FORTIFY_SOURCE 2
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wchar.h>

/* Lengths and texts that the compiler does not know. */
static volatile size_t more;
static const char *volatile seven = "1234567", *volatile eight = "12345678";
static const wchar_t *volatile wide_seven = L"1234567", *volatile wide_eight = L"12345678";
static char to[8];
static wchar_t wide[8];
static const char *text(void)
{
    return more ? eight : seven;
}
static const wchar_t *wide_text(void)
{
    return more ? wide_eight : wide_seven;
}

static void do_memcpy(void)
{
    memcpy(to, eight, 8 + more);
}
static void do_memmove(void)
{
    memmove(to, eight, 8 + more);
}
static void do_mempcpy(void)
{
    (void)!mempcpy(to, eight, 8 + more);
}
static void do_memset(void)
{
    memset(to, 1, 8 + more);
}
static void do_explicit_bzero(void)
{
    explicit_bzero(to, 8 + more);
}
static void do_strcpy(void)
{
    strcpy(to, text());
}
static void do_stpcpy(void)
{
    (void)!stpcpy(to, text());
}
static void do_strncpy(void)
{
    strncpy(to, eight, 8 + more);
}
static void do_stpncpy(void)
{
    (void)!stpncpy(to, eight, 8 + more);
}
static void do_strcat(void)
{
    to[0] = 0;
    strcat(to, text());
}
static void do_strncat(void)
{
    to[0] = 0;
    strncat(to, eight, 7 + more);
}
static void do_sprintf(void)
{
    sprintf(to, "%s", text());
}
static void do_snprintf(void)
{
    snprintf(to, 8 + more, "%s", seven);
}
static void do_read(void)
{
    int fd = open("/dev/zero", O_RDONLY);
    (void)!read(fd, to, 8 + more);
    close(fd);
}
static void do_pread(void)
{
    (void)!pread(-1, to, 8 + more, 0);
}
static void do_recv(void)
{
    (void)!recv(-1, to, 8 + more, 0);
}
static void do_readlink(void)
{
    (void)!readlink("/proc/self/exe", to, 8 + more);
}
static void do_getcwd(void)
{
    (void)!getcwd(to, 8 + more);
}
static void do_fgets(void)
{
    FILE *file = fopen("/dev/zero", "r");
    (void)!fgets(to, (int)(8 + more), file);
    fclose(file);
}
static void do_fread(void)
{
    FILE *file = fopen("/dev/zero", "r");
    (void)!fread(to, 1, 8 + more, file);
    fclose(file);
}
static void do_poll(void)
{
    static struct pollfd descriptors[2] = {{.fd = -1}, {.fd = -1}};
    poll(descriptors, 2 + more, 0);
}
static void do_fd_set(void)
{
    fd_set set;
    FD_ZERO(&set);
    FD_SET((int)(FD_SETSIZE - 1 + more), &set);
}
static void do_realpath(void)
{
    static char large[PATH_MAX];
    if (more)
        (void)!realpath("/", to);
    else
        (void)!realpath("/", large);
}
static void do_wmemcpy(void)
{
    wmemcpy(wide, wide_eight, 8 + more);
}
static void do_wcscpy(void)
{
    wcscpy(wide, wide_text());
}
static void do_swprintf(void)
{
    swprintf(wide, 8 + more, L"%s", "x");
}
static void do_mbstowcs(void)
{
    (void)!mbstowcs(wide, seven, 8 + more);
}

/* Flags that ask for a mode which is not given. */
static void do_open(void)
{
    close(open("/tmp/missing", more ? O_CREAT | O_WRONLY : O_RDONLY));
}

/* %n is let pass in a constant only. */
static void do_percent_n(void)
{
    static const char constant[] = "1234%n";
    static char writable[] = "1234%n";
    int count = 0;
    const char *volatile format = more ? writable : constant;
    snprintf(to, sizeof to, format, &count);
}

/* longjmp to a function that has returned. */
static jmp_buf place;
__attribute__((noinline)) static int set_place(void)
{
    return setjmp(place);
}
__attribute__((noinline)) static void use_stack_and_jump(void)
{
    volatile char used[512];
    used[0] = 1;
    longjmp(place, 1);
}
__attribute__((noinline)) static int set_deep(void)
{
    volatile char used[10000];
    used[more] = 1;
    int result = set_place();
    used[more] = 2; /* the frame is there until now */
    return result;
}
static void do_longjmp(void)
{
    if (more) {
        set_deep();
        use_stack_and_jump();
    } else if (setjmp(place) == 0) {
        use_stack_and_jump();
    }
}

static const struct {
    const char *name;
    void (*run)(void);
} functions[] = {
#define F(name)                                                                                              \
    {                                                                                                        \
#name, do_##name                                                                                     \
    }
    F(memcpy),   F(memmove),  F(mempcpy),  F(memset),  F(explicit_bzero), F(strcpy), F(stpcpy),   F(strncpy),
    F(stpncpy),  F(strcat),   F(strncat),  F(sprintf), F(snprintf),       F(read),   F(pread),    F(recv),
    F(readlink), F(getcwd),   F(fgets),    F(fread),   F(poll),           F(fd_set), F(realpath), F(wmemcpy),
    F(wcscpy),   F(swprintf), F(mbstowcs), F(open),    F(percent_n),      F(longjmp)};

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 1; i < argc; i++)
        for (size_t k = 0; k < sizeof functions / sizeof *functions; k++) {
            if (strcmp(argv[i], functions[k].name) != 0) continue;
            more = 0;
            functions[k].run();
            printf("fits %s\n", argv[i]);
            more = i + 1 < argc && strcmp(argv[i + 1], "over") == 0;
            if (more) {
                functions[k].run();
                printf("went over %s\n", argv[i]);
            }
        }
    return 0;
}
