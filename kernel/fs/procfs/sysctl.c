/* SPDX-License-Identifier: MIT */
/* /proc/sys: what programs look up there. Nothing can be changed by writing. */
#include <abi/resource.h>
#include <core/random.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/frame.h>
#include <sched/lock.h>
#include <syscall/uname.h>

#include "procfs.h"

#define TEXT_FILE(function, ...)                                                                             \
    static void function(struct proc_text *text)                                                             \
    {                                                                                                        \
        proc_print(text, __VA_ARGS__);                                                                       \
    }

TEXT_FILE(show_osrelease, UTS_RELEASE "\n")
TEXT_FILE(show_ostype, UTS_SYSNAME "\n")
TEXT_FILE(show_version, "#1 Thimble %s\n", kernel_version)
TEXT_FILE(show_hostname, "%s\n", process.hostname)
TEXT_FILE(show_domainname, UTS_DOMAINNAME "\n")
TEXT_FILE(show_pid_max, "4194304\n")
TEXT_FILE(show_threads_max, "%lu\n", frame_count_total() / 8)
TEXT_FILE(show_cap_last_cap, "40\n")
TEXT_FILE(show_ngroups_max, "65536\n")
TEXT_FILE(show_randomize, "0\n")
TEXT_FILE(show_entropy, "%u\n", random_seeded() ? 256 : 0)
TEXT_FILE(show_poolsize, "256\n")
TEXT_FILE(show_overcommit, "0\n")
TEXT_FILE(show_max_map_count, "65530\n")
TEXT_FILE(show_mmap_min_addr, "65536\n")
TEXT_FILE(show_file_max, "%u\n", DESCRIPTOR_LIMIT_MAX)
TEXT_FILE(show_pipe_max, "65536\n")

/* A random UUID, version 4 (RFC 4122, 4.4). */
static void print_uuid(struct proc_text *text, const uint8_t bytes[16])
{
    for (unsigned i = 0; i < 16; i++) {
        uint8_t byte = bytes[i];
        if (i == 6) byte = (uint8_t)((byte & 0x0f) | 0x40);
        if (i == 8) byte = (uint8_t)((byte & 0x3f) | 0x80);
        proc_print(text, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", byte);
    }
    proc_print(text, "\n");
}

static void show_uuid(struct proc_text *text)
{
    uint8_t bytes[16];
    random_bytes(bytes, sizeof(bytes));
    print_uuid(text, bytes);
}

/* Made when it is first asked for, then the same until the machine stops. */
static void show_boot_id(struct proc_text *text)
{
    static struct mutex lock = MUTEX_INIT(lock);
    static uint8_t bytes[16];
    static bool made;
    mutex_lock(&lock);
    if (!made) random_bytes(bytes, sizeof(bytes));
    made = true;
    mutex_unlock(&lock);
    print_uuid(text, bytes);
}

static const struct proc_node random_nodes[] = {
    PROC_FILE("boot_id", show_boot_id),
    PROC_FILE("entropy_avail", show_entropy),
    PROC_FILE("poolsize", show_poolsize),
    PROC_FILE("uuid", show_uuid),
};
static const struct proc_directory random_directory = PROC_DIRECTORY(random_nodes);

static const struct proc_node kernel_nodes[] = {
    PROC_FILE("cap_last_cap", show_cap_last_cap),
    PROC_FILE("domainname", show_domainname),
    PROC_FILE("hostname", show_hostname),
    PROC_FILE("ngroups_max", show_ngroups_max),
    PROC_FILE("osrelease", show_osrelease),
    PROC_FILE("ostype", show_ostype),
    PROC_FILE("pid_max", show_pid_max),
    PROC_FOLDER("random", random_directory),
    PROC_FILE("randomize_va_space", show_randomize),
    PROC_FILE("threads-max", show_threads_max),
    PROC_FILE("version", show_version),
};
static const struct proc_directory kernel_directory = PROC_DIRECTORY(kernel_nodes);

static const struct proc_node vm_nodes[] = {
    PROC_FILE("max_map_count", show_max_map_count),
    PROC_FILE("mmap_min_addr", show_mmap_min_addr),
    PROC_FILE("overcommit_memory", show_overcommit),
};
static const struct proc_directory vm_directory = PROC_DIRECTORY(vm_nodes);

static const struct proc_node fs_nodes[] = {
    PROC_FILE("file-max", show_file_max),
    PROC_FILE("nr_open", show_file_max),
    PROC_FILE("pipe-max-size", show_pipe_max),
};
static const struct proc_directory fs_directory = PROC_DIRECTORY(fs_nodes);

static const struct proc_node sysctl_nodes[] = {
    PROC_FOLDER("fs", fs_directory),
    PROC_FOLDER("kernel", kernel_directory),
    PROC_FOLDER("vm", vm_directory),
};
const struct proc_directory proc_sysctl_directory = PROC_DIRECTORY(sysctl_nodes);
