/* SPDX-License-Identifier: MIT */
/* What programs learn about the system (Linux: linux/utsname.h, linux/sysinfo.h, linux/times.h,
 * linux/reboot.h). */
#pragma once

#include <core/types.h>

#define UTS_FIELD 65

struct utsname {
    char sysname[UTS_FIELD], nodename[UTS_FIELD], release[UTS_FIELD], version[UTS_FIELD], machine[UTS_FIELD],
        domainname[UTS_FIELD];
};
_Static_assert(sizeof(struct utsname) == 390, "struct new_utsname");

struct sysinfo {
    int64_t uptime;
    uint64_t loads[3]; /* in 2^-16 */
    uint64_t totalram, freeram, sharedram, bufferram, totalswap, freeswap;
    uint16_t procs;
    uint16_t pad;
    uint64_t totalhigh, freehigh;
    uint32_t mem_unit;
};
_Static_assert(sizeof(struct sysinfo) == 112, "struct sysinfo");

struct tms {
    int64_t tms_utime, tms_stime, tms_cutime, tms_cstime;
};

/** Ticks per second in times(2), /proc/PID/stat and AT_CLKTCK. */
#define USER_HZ 100

#define GRND_NONBLOCK 1u
#define GRND_RANDOM 2u
#define GRND_INSECURE 4u

#define REBOOT_MAGIC1 0xfee1deadu
#define REBOOT_MAGIC2 672274793u
#define REBOOT_MAGIC2A 85072278u
#define REBOOT_MAGIC2B 369367448u
#define REBOOT_MAGIC2C 537993216u
#define REBOOT_RESTART 0x01234567u
#define REBOOT_HALT 0xcdef0123u
#define REBOOT_CAD_ON 0x89abcdefu
#define REBOOT_CAD_OFF 0u
#define REBOOT_POWER_OFF 0x4321fedcu
