/* SPDX-License-Identifier: MIT */
/* The one process: the program. */
#pragma once

#include <core/types.h>

#define PROCESS_ID 2

struct file;

struct process {
    struct file *executable;                /* of /proc/self/exe; stays open */
    vaddr_t arguments_start, arguments_end; /* of /proc/self/cmdline, in the program's stack */
    vaddr_t environment_start, environment_end;
    vaddr_t auxv; /* of /proc/self/auxv */
    size_t auxv_size;
    char hostname[65];
};
extern struct process process;

/** What the command line asked for. */
struct process_request {
    const char *path;
    const char *const *arguments;   /* argv, NULL-terminated, argv[0] is the path as given */
    const char *const *environment; /* NULL-terminated */
};

/** Loads the program (static, static PIE, or with an interpreter). The calling thread, one of the kernel's
 * own, becomes its main thread. boot_failed when it cannot. */
_Noreturn void process_start(const struct process_request *request);

/** Ends the program with an exit status of 0 to 255, verdict and all. */
_Noreturn void process_exit(int status);
/** Ends it as killed by a signal; `frame` is where the program was, for the crash report; NULL: there is
 * none. */
struct trap_frame;
_Noreturn void process_killed(int signal, int code, uint64_t address, const struct trap_frame *frame);
