/* SPDX-License-Identifier: MIT */
/*
 * The first process of a Linux that runs a server from its initramfs. It loads modules, gives the network
 * card the address and the mask that the kernel command line has after "--address", mounts what programs
 * expect, and runs what /arguments says in the environment of /environment: words, each with a NUL at its
 * end. When the server ends, so does the machine.
 */
#define _GNU_SOURCE
#include "start.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define MOST_WORDS 64

static void set_address(int fd, struct ifreq *request, int call, const char *address)
{
    struct sockaddr_in *to = (struct sockaddr_in *)&request->ifr_addr;
    to->sin_family = AF_INET;
    if (inet_pton(AF_INET, address, &to->sin_addr) != 1 || ioctl(fd, call, request) != 0)
        fail("cannot set the address", address);
}

static void raise_interface(int fd, struct ifreq *request)
{
    if (ioctl(fd, SIOCGIFFLAGS, request) != 0) fail("there is no", request->ifr_name);
    request->ifr_flags |= IFF_UP;
    if (ioctl(fd, SIOCSIFFLAGS, request) != 0) fail("cannot raise", request->ifr_name);
}

static void raise_network(const char *address, const char *mask)
{
    struct ifreq loopback = {.ifr_name = "lo"}, card = {.ifr_name = "eth0"};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) fail("cannot make", "a socket");
    raise_interface(fd, &loopback);
    set_address(fd, &card, SIOCSIFADDR, address);
    set_address(fd, &card, SIOCSIFNETMASK, mask);
    raise_interface(fd, &card);
    close(fd);
}

static void mount_at(const char *type, const char *path)
{
    if ((mkdir(path, 0755) != 0 && errno != EEXIST) || mount(type, path, type, 0, NULL) != 0)
        fail("cannot mount", path);
}

static void mount_all(void)
{
    mount_at("devtmpfs", "/dev");
    mount_at("proc", "/proc");
    mount_at("sysfs", "/sys");
    mount_at("tmpfs", "/tmp");
    if (symlink("/proc/self/fd", "/dev/fd") != 0 || symlink("fd/1", "/dev/stdout") != 0 ||
        symlink("fd/2", "/dev/stderr") != 0)
        fail("cannot link", "/dev/fd");
}

/* Reads a file of words, which stay in memory. The array ends with NULL. */
static char **read_words(const char *path)
{
    static char *words[2 * MOST_WORDS], **next = words;
    char **first = next, *text = NULL;
    size_t room = 0;
    FILE *file = fopen(path, "re");
    if (file == NULL) fail("cannot open", path);
    while (getdelim(&text, &room, '\0', file) > 0) {
        if (next == first + MOST_WORDS - 1) fail("too many words in", path);
        *next++ = text;
        text = NULL;
    }
    next++;
    fclose(file);
    return first;
}

int main(int argc, char **argv)
{
    int status, at = 1;
    while (at < argc && strcmp(argv[at], "--address") != 0) at++;
    if (at + 2 >= argc) fail("no address and mask after", "--address");
    load_modules();
    raise_network(argv[at + 1], argv[at + 2]);
    mount_all();
    char **words = read_words("/arguments"), **environment = read_words("/environment");
    pid_t child = fork();
    if (child == 0) {
        execve(words[0], words, environment);
        fail("cannot start", words[0]);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) fail("cannot run", words[0]);
    errno = 0;
    fail("the server has ended:", words[0]);
}
