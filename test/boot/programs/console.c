// SPDX-License-Identifier: MIT
/* Does with its console what the first argument says. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* Standard input to standard output, to the end. */
static int copy(void)
{
    char buffer[4096];
    ssize_t count;
    while ((count = read(0, buffer, sizeof(buffer))) > 0)
        if (write(1, buffer, (size_t)count) != count) return 2;
    return count == 0 ? 0 : 1;
}

static int copy_late(void)
{
    puts("asleep");
    fflush(stdout);
    sleep(1);
    return copy();
}

static int streams(void)
{
    struct termios termios;
    int waiting = -1;
    for (int i = 0; i < 3; i++) printf("%d", isatty(i));
    printf(" %d", tcgetattr(0, &termios) == -1 ? errno : 0);
    fflush(stdout);
    fputs("an error\n", stderr);
    struct pollfd input = {.fd = 0, .events = POLLIN};
    if (poll(&input, 1, 60000) != 1) return 2;
    while (ioctl(0, FIONREAD, &waiting) == 0 && waiting != 5) usleep(1000);
    char buffer[16];
    printf(" %zd", read(0, buffer, sizeof(buffer)));
    /* The end of the input is there to be read, too. */
    printf(" %d", poll(&input, 1, 60000));
    printf(" %zd\n", read(0, buffer, sizeof(buffer)));
    return 0;
}

static int lines(void)
{
    char line[4096];
    puts("ready");
    fflush(stdout);
    while (fgets(line, sizeof(line), stdin) != NULL) printf("<%.*s>\n", (int)strcspn(line, "\n"), line);
    puts("end");
    return 0;
}

/* Reads of at least 3 bytes, or what came when nothing follows for half a second. */
static int raw(void)
{
    struct termios termios;
    if (tcgetattr(0, &termios) != 0) return 2;
    cfmakeraw(&termios);
    termios.c_cc[VMIN] = 3;
    termios.c_cc[VTIME] = 5;
    if (tcsetattr(0, TCSAFLUSH, &termios) != 0) return 3;
    puts("ready\r");
    fflush(stdout);
    for (;;) {
        unsigned char bytes[16];
        ssize_t count = read(0, bytes, sizeof(bytes));
        if (count <= 0 || bytes[0] == 'q') return 0;
        for (ssize_t i = 0; i < count; i++) printf("%02x", bytes[i]);
        puts(".\r");
        fflush(stdout);
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(void);
    } modes[] = {
        {"copy", copy}, {"copy-late", copy_late}, {"streams", streams}, {"lines", lines}, {"raw", raw}};
    for (size_t i = 0; argc > 1 && i < sizeof(modes) / sizeof(modes[0]); i++)
        if (strcmp(argv[1], modes[i].name) == 0) return modes[i].run();
    return 100;
}
