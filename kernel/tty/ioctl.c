/* SPDX-License-Identifier: MIT */
/* ioctl_tty(2). A console that is a plain stream is no terminal, and says so; how much can be read it knows
 * all the same. */
#include <abi/errno.h>
#include <abi/ioctl.h>
#include <abi/signal.h>
#include <mm/user.h>
#include <signal/signal.h>

#include "private.h"

static long get_settings(struct tty *tty, void *argument)
{
    uint64_t flags = spin_lock_irqsave(&tty->lock);
    struct termios termios = tty->discipline.termios;
    spin_unlock_irqrestore(&tty->lock, flags);
    return copy_to_user(argument, &termios, sizeof(termios));
}

/* Output has always left when a write returns, so there is nothing to wait for. */
static long set_settings(struct tty *tty, const void *argument, bool flush)
{
    struct termios termios;
    int status = copy_from_user(&termios, argument, sizeof(termios));
    if (status != 0) return status;
    uint64_t flags = spin_lock_irqsave(&tty->lock);
    if (flush) discipline_flush(&tty->discipline);
    discipline_set(&tty->discipline, &termios);
    spin_unlock_irqrestore(&tty->lock, flags);
    /* A line that was being typed may be readable now, and another mode may have other ideas of room. */
    wake_all(&tty->readers);
    tty_made_room(tty);
    return 0;
}

static long flush_input(struct tty *tty, unsigned long which)
{
    if (which > TCIOFLUSH) return -EINVAL;
    if (which == TCOFLUSH) return 0;
    uint64_t flags = spin_lock_irqsave(&tty->lock);
    discipline_flush(&tty->discipline);
    spin_unlock_irqrestore(&tty->lock, flags);
    tty_made_room(tty);
    return 0;
}

static long get_window(struct tty *tty, void *argument)
{
    uint64_t flags = spin_lock_irqsave(&tty->lock);
    struct winsize window = tty->window;
    spin_unlock_irqrestore(&tty->lock, flags);
    return copy_to_user(argument, &window, sizeof(window));
}

static long set_window(struct tty *tty, const void *argument)
{
    struct winsize window;
    int status = copy_from_user(&window, argument, sizeof(window));
    if (status != 0) return status;
    uint64_t flags = spin_lock_irqsave(&tty->lock);
    const struct winsize *old = &tty->window;
    bool changed = old->ws_row != window.ws_row || old->ws_col != window.ws_col ||
                   old->ws_xpixel != window.ws_xpixel || old->ws_ypixel != window.ws_ypixel;
    tty->window = window;
    spin_unlock_irqrestore(&tty->lock, flags);
    struct siginfo info = {.si_signo = SIGWINCH, .si_code = SI_KERNEL};
    if (changed) (void)signal_send_process(&info);
    return 0;
}

/* There is one process, which is always in the foreground; a shell may still give its groups numbers. */
static long set_foreground(struct tty *tty, const uint32_t *argument)
{
    uint32_t group;
    int status = get_user32(&group, argument);
    if (status != 0) return status;
    if ((int32_t)group < 0) return -EINVAL;
    __atomic_store_n(&tty->foreground, (int)group, __ATOMIC_RELAXED);
    return 0;
}

static long get_input_size(struct tty *tty, uint32_t *argument)
{
    tty_receive_start(tty);
    uint64_t flags = spin_lock_irqsave(&tty->lock);
    size_t count = discipline_available(&tty->discipline);
    spin_unlock_irqrestore(&tty->lock, flags);
    return put_user32((uint32_t)count, argument);
}

long tty_ioctl(struct file *file, unsigned long request, unsigned long argument)
{
    struct tty *tty = file->data;
    void *pointer = (void *)argument;
    if (request == FIONREAD) return get_input_size(tty, pointer);
    if (!tty->discipline.terminal) return -ENOTTY;
    switch (request) {
    case TCGETS: return get_settings(tty, pointer);
    case TCSETS:
    case TCSETSW: return set_settings(tty, pointer, false);
    case TCSETSF: return set_settings(tty, pointer, true);
    case TCFLSH: return flush_input(tty, argument);
    case TIOCGWINSZ: return get_window(tty, pointer);
    case TIOCSWINSZ: return set_window(tty, pointer);
    case TIOCGPGRP:
    case TIOCGSID: return put_user32((uint32_t)__atomic_load_n(&tty->foreground, __ATOMIC_RELAXED), pointer);
    case TIOCSPGRP: return set_foreground(tty, pointer);
    case TIOCOUTQ: return put_user32(0, pointer);
    case TIOCSCTTY:
    case TIOCNOTTY:
    case TCSBRK:
    case TCSBRKP:
    case TCXONC: return 0;
    default: return -ENOTTY;
    }
}
FOR_USE(console_input, tty_ioctl);
