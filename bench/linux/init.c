/* SPDX-License-Identifier: MIT */
/*
 * The first process of the Linux that Thimble is compared with. It loads the modules that /modules lists, one
 * path a line, mounts the disk, runs /program with the words after "--program" that the kernel command line
 * has given it, and stops the machine in the way that Thimble does.
 */
#define _GNU_SOURCE
#include "start.h"

#include <stdlib.h>
#include <sys/io.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <termios.h>

#define DEBUG_EXIT 0x501
#define EXITED 0x10 /* docs/guest-interface.md */

static int run(char **words)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        execv(words[0], words);
        fail("cannot start", words[0]);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) fail("cannot run", words[0]);
    return status;
}

int main(int argc, char **argv)
{
    int at = 1;
    while (at < argc && strcmp(argv[at], "--program") != 0) at++;
    if (at + 1 >= argc) fail("no words after", "--program");
    load_modules();
    if (mount("devtmpfs", "/dev", "devtmpfs", 0, NULL) != 0) fail("cannot mount", "/dev");
    if (mount("/dev/vda", "/disk", "ext4", MS_RDONLY, NULL) != 0) fail("cannot mount", "/disk");
    int status = run(&argv[at + 1]);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) fail("it failed:", argv[at + 1]);
    fflush(stdout);
    /* What the serial port still holds would be lost. */
    if (ioperm(DEBUG_EXIT, 4, 1) != 0 || tcdrain(STDOUT_FILENO) != 0) fail("cannot reach", "the debug exit");
    outl(EXITED, DEBUG_EXIT);
    fail("cannot stop", "the machine");
}
