/* SPDX-License-Identifier: MIT */
/* /dev/console, /dev/tty and descriptors 0, 1 and 2. */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/poll.h>
#include <core/log.h>
#include <mm/user.h>
#include <signal/signal.h>
#include <time/clock.h>
#include <tty/tty.h>

#include "private.h"

/* Bytes on their way between program and device; small, since it is on the stack, and held under a lock. */
#define CHUNK_SIZE 256

/* The program's settings for a read that is not of lines (termios(3), noncanonical mode). */
struct read_rule {
    size_t minimum;      /* wait until so many bytes are there */
    uint64_t timeout_ns; /* 0: for ever */
    bool between_bytes;  /* the time runs anew from each byte, and not before the first one */
};

static struct read_rule read_rule(struct tty *tty, size_t size)
{
    struct read_rule rule = {.minimum = 1};
    uint64_t flags = spin_lock_irqsave(&tty->lock);
    const struct discipline *discipline = &tty->discipline;
    if (discipline->terminal && !discipline_canonical(discipline)) {
        rule.minimum = MIN(size, (size_t)discipline->termios.c_cc[VMIN]);
        rule.timeout_ns = discipline->termios.c_cc[VTIME] * (NS_PER_SECOND / 10);
        rule.between_bytes = rule.minimum != 0;
    }
    spin_unlock_irqrestore(&tty->lock, flags);
    return rule;
}

/* How many bytes can be read; *ended tells whether there will be more. */
static size_t available(struct tty *tty, bool *ended)
{
    uint64_t flags = spin_lock_irqsave(&tty->lock);
    size_t count = discipline_available(&tty->discipline);
    *ended = tty->discipline.ended;
    spin_unlock_irqrestore(&tty->lock, flags);
    return count;
}

/* Sleeps until a read of `size` bytes may return what is there. 0, -EAGAIN, -ERESTARTSYS. */
static int wait_for_input(struct file *file, struct tty *tty, size_t size)
{
    struct read_rule rule = read_rule(tty, size);
    bool polling = rule.minimum == 0;
    uint64_t started = rule.timeout_ns != 0 ? clock_monotonic_ns() : 0;
    for (;;) {
        bool ended;
        size_t have = available(tty, &ended);
        if (ended || have >= MAX(rule.minimum, (size_t)1) || (polling && rule.timeout_ns == 0)) return 0;
        if (file_nonblocking(file)) return have != 0 ? 0 : -EAGAIN;
        uint64_t deadline = WAIT_FOREVER;
        if (rule.timeout_ns != 0 && (!rule.between_bytes || have != 0))
            deadline = (rule.between_bytes ? clock_monotonic_ns() : started) + rule.timeout_ns;
        int status =
            WAIT_EVENT(&tty->readers, available(tty, &ended) != have || ended, deadline, WAIT_INTERRUPTIBLE);
        if (status == -ETIMEDOUT) return 0;
        if (status != 0) return have != 0 ? 0 : status;
    }
}

/* Moves what is there to the program: up to the end of a line, without sleeping for more. */
static ssize64_t transfer(struct tty *tty, char *buffer, size_t size)
{
    char chunk[CHUNK_SIZE];
    size_t done = 0;
    struct discipline_part part;
    mutex_lock(&tty->read_lock);
    do {
        uint64_t flags = spin_lock_irqsave(&tty->lock);
        part = discipline_peek(&tty->discipline, chunk, MIN(size - done, sizeof(chunk)));
        spin_unlock_irqrestore(&tty->lock, flags);
        if (copy_to_user(buffer + done, chunk, part.length) != 0) {
            mutex_unlock(&tty->read_lock);
            return done != 0 ? (ssize64_t)done : -EFAULT;
        }
        flags = spin_lock_irqsave(&tty->lock);
        discipline_consume(&tty->discipline, &part);
        spin_unlock_irqrestore(&tty->lock, flags);
        done += part.length;
    } while (part.length != 0 && !part.end && done < size);
    mutex_unlock(&tty->read_lock);
    tty_made_room(tty);
    return (ssize64_t)done;
}

static ssize64_t console_read(struct file *file, void *buffer, size_t size, uint64_t *position)
{
    (void)position;
    struct tty *tty = file->data;
    if (size == 0) return 0;
    tty_receive_start(tty);
    int status = wait_for_input(file, tty, size);
    return status != 0 ? status : transfer(tty, buffer, size);
}

static void output(struct tty *tty, const char *bytes, size_t size)
{
    if (!tty->discipline.terminal) {
        if (tty->port != NULL) tty->port->write(tty->port, bytes, size);
        return;
    }
    uint64_t flags = spin_lock_irqsave(&tty->lock);
    DO(console_input, discipline_output)(&tty->discipline, bytes, size);
    spin_unlock_irqrestore(&tty->lock, flags);
}

/* `port` is NULL for the console, else a port that takes bytes as they are. */
static ssize64_t write_from_user(struct tty *tty, const struct console_port *port, const char *buffer,
                                 size_t size)
{
    char chunk[CHUNK_SIZE];
    size_t done = 0;
    int status = 0;
    mutex_lock(&tty->write_lock);
    while (done < size) {
        size_t part = MIN(size - done, sizeof(chunk));
        status = copy_from_user(chunk, buffer + done, part);
        if (status != 0) break;
        if (port != NULL)
            port->write(port, chunk, part);
        else
            output(tty, chunk, part);
        done += part;
        /* A long write can be interrupted, but has written something then. */
        if (done < size && signal_pending()) break;
    }
    mutex_unlock(&tty->write_lock);
    return done != 0 ? (ssize64_t)done : status;
}

static ssize64_t console_write(struct file *file, const void *buffer, size_t size, uint64_t *position)
{
    (void)position;
    return write_from_user(file->data, NULL, buffer, size);
}

static uint32_t console_poll(struct file *file, struct poll_table *table)
{
    struct tty *tty = file->data;
    tty_receive_start(tty);
    if (table != NULL) poll_register(table, &tty->readers);
    struct read_rule rule = read_rule(tty, SIZE_MAX);
    bool ended;
    size_t have = available(tty, &ended);
    uint32_t events = POLLOUT | POLLWRNORM;
    /* With a time limit a read returns with the first byte and less than the minimum, so poll does not wait
     * for that. */
    if (ended || have >= (rule.timeout_ns == 0 ? MAX(rule.minimum, (size_t)1) : 1))
        events |= POLLIN | POLLRDNORM;
    return ended && have == 0 ? events | POLLHUP : events;
}

FOR_USE(file_read, console_read);
FOR_USE(file_poll, console_poll);

static const struct file_ops console_ops = {
    .read = FOR(file_read, console_read),
    .write = console_write,
    /* Without input there is no terminal, and nothing to control. */
    .ioctl = FOR(console_input, tty_ioctl),
    .poll = FOR(file_poll, console_poll),
};

/* Standard error on a port of its own. */
static ssize64_t stderr_write(struct file *file, const void *buffer, size_t size, uint64_t *position)
{
    (void)position;
    return write_from_user(file->data, console_stderr, buffer, size);
}

static uint32_t stderr_poll(struct file *file, struct poll_table *table)
{
    (void)file, (void)table;
    return POLLOUT | POLLWRNORM;
}

FOR_USE(file_poll, stderr_poll);

static const struct file_ops stderr_ops = {.write = stderr_write, .poll = FOR(file_poll, stderr_poll)};

int tty_open_console(struct file *file)
{
    struct tty *tty = tty_get();
    if (tty == NULL) return -ENOMEM;
    file->data = tty;
    file->ops = &console_ops;
    return 0;
}

int tty_open_controlling(struct file *file)
{
    struct tty *tty = tty_get();
    if (tty == NULL) return -ENOMEM;
    return tty->discipline.terminal ? tty_open_console(file) : -ENXIO;
}

int tty_open_standard(int which, struct file **opened)
{
    struct tty *tty = tty_get();
    if (tty == NULL) return -ENOMEM;
    /* A terminal's interrupt key works even if the program never reads. */
    if (tty->discipline.terminal) DO(console_input, tty_receive_start)(tty);
    /* A kernel without /dev still has standard streams, only without a name. */
    int status = vfs_open("/dev/console", O_RDWR, 0, opened);
    if (status != 0) status = file_create(&console_ops, NULL, O_RDWR, NULL, opened);
    if (status != 0) return status;
    (*opened)->data = tty;
    if (which == 2 && console_stderr != NULL && console_stderr != tty->port) (*opened)->ops = &stderr_ops;
    return 0;
}
