/* SPDX-License-Identifier: MIT */
/* The console of the program: one, for the life of the machine. */
#pragma once

#include <core/console.h>
#include <sched/wait.h>
#include <vfs/vfs.h>

#include "discipline.h"
#include "framing.h"

struct tty {
    struct discipline discipline;    /* under lock */
    struct framing framing;          /* the interrupt handler's */
    struct spinlock lock;            /* taken with interrupts off: input comes in an interrupt */
    bool starved;                    /* the device was told to wait for room; under lock */
    bool framed;                     /* --stdin=framed; set at boot */
    bool receiving;                  /* the port was opened for input; under open_lock */
    int pending_signal;              /* raised by input, to be sent once the lock is released; under lock */
    int foreground;                  /* process group, as TIOCSPGRP set it; atomic */
    struct winsize window;           /* under lock */
    const struct console_port *port; /* NULL: there is none, output is lost */
    struct mutex open_lock;
    struct mutex read_lock;  /* from copying input to taking it */
    struct mutex write_lock; /* of one write, so that two do not mix */
    struct wait_queue readers;
};

/** The console, made at its first use; NULL: out of memory. */
struct tty *tty_get(void);

/** Begins to take input from the device, if it does not yet. */
void tty_receive_start(struct tty *tty);
DECLARE_DO(console_input, tty_receive_start);

/** After input was taken or flushed: lets the device go on if it waited for room. Not under the lock. */
void tty_made_room(struct tty *tty);

/** The ioctl of /dev/console. */
long tty_ioctl(struct file *file, unsigned long request, unsigned long argument);
DECLARE_FOR(console_input, tty_ioctl);
