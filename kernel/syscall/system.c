/* SPDX-License-Identifier: MIT */
/* The machine as a whole: random numbers, reboot; and what is refused in a way that programs understand. */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <abi/system.h>
#include <core/log.h>
#include <core/power.h>
#include <core/random.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/user.h>
#include <signal/signal.h>

#define RANDOM_PIECE 256u

SYSCALL(getrandom)(void *buffer, size_t size, unsigned flags)
{
    if ((flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)) != 0 ||
        (flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE))
        return -EINVAL;
    if (!random_seeded() && !(flags & GRND_INSECURE)) {
        static bool told; /* atomic */
        if (flags & GRND_NONBLOCK) return -EAGAIN;
        /* Waiting would be for ever on a machine without a source. */
        if (!__atomic_exchange_n(&told, true, __ATOMIC_RELAXED))
            log_warn("random numbers may be guessed: the machine offers neither RDRAND nor virtio-rng");
    }
    size = MIN(size, (size_t)INT32_MAX);
    uint8_t piece[RANDOM_PIECE];
    size_t done = 0;
    while (done < size) {
        size_t part = MIN(size - done, sizeof(piece));
        random_bytes(piece, part);
        if (copy_to_user((char *)buffer + done, piece, part) != 0) {
            memset(piece, 0, sizeof(piece));
            return done != 0 ? (long)done : -EFAULT;
        }
        done += part;
        /* Up to 256 bytes come in one go, more may be cut short by a signal (getrandom(2)). */
        if (done < size && signal_pending()) break;
    }
    memset(piece, 0, sizeof(piece));
    return (long)done;
}

SYSCALL(reboot)(uint32_t magic1, uint32_t magic2, uint32_t command, void *argument)
{
    (void)argument;
    bool magic = magic2 == REBOOT_MAGIC2 || magic2 == REBOOT_MAGIC2A || magic2 == REBOOT_MAGIC2B ||
                 magic2 == REBOOT_MAGIC2C;
    if (magic1 != REBOOT_MAGIC1 || !magic) return -EINVAL;
    switch (command) {
    case REBOOT_RESTART: power_reset();
    case REBOOT_HALT:
    case REBOOT_POWER_OFF: process_exit(0);
    case REBOOT_CAD_ON:
    case REBOOT_CAD_OFF: return 0;
    default: return -EINVAL;
    }
}

/* The kernel's log goes to the host; it is not kept. */
SYSCALL(syslog)(int type, char *buffer, int size)
{
    (void)type, (void)buffer, (void)size;
    return -EPERM;
}

SYSCALL(ptrace)(long request, int pid, void *address, void *data)
{
    (void)request, (void)pid, (void)address, (void)data;
    return -EPERM;
}
