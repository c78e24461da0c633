/* SPDX-License-Identifier: MIT */
/* The console between its port and the line discipline, and the options that shape it. */
#include <abi/errno.h>
#include <abi/signal.h>
#include <core/log.h>
#include <core/option.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/kmalloc.h>
#include <signal/signal.h>

#include "private.h"

/* The options come before there is a console: set at boot, read when it is made. */
static bool option_tty, option_framed;

/* Made once, and then kept. Interrupt handlers see it only after tty_receive_start. */
static struct tty *the_tty;
static struct mutex tty_create_lock = MUTEX_INIT(tty_create_lock);

/* Called by the discipline, under the console's lock. */
static void send(struct discipline *discipline, const char *bytes, size_t size)
{
    const struct tty *tty = container_of(discipline, struct tty, discipline);
    if (tty->port != NULL) tty->port->write(tty->port, bytes, size);
}

static void raise_signal(struct discipline *discipline, int signal)
{
    container_of(discipline, struct tty, discipline)->pending_signal = signal;
}

static struct tty *create(void)
{
    struct tty *tty = kzalloc(sizeof(*tty));
    if (tty == NULL) return NULL;
    discipline_init(&tty->discipline, option_tty);
    tty->discipline.send = send;
    tty->discipline.signal = raise_signal;
    tty->framed = option_framed;
    tty->foreground = PROCESS_ID;
    mutex_init(&tty->open_lock);
    mutex_init(&tty->read_lock);
    mutex_init(&tty->write_lock);
    wait_queue_init(&tty->readers);
    tty->port = console_main != NULL ? console_main : console_find("com1", 4);
    int status = tty->port != NULL ? tty->port->open(tty->port, false) : -ENODEV;
    if (status != 0) {
        log_warn("the console %s cannot be used (error %d); what the program prints is lost",
                 tty->port != NULL ? tty->port->name : "com1", -status);
        tty->port = NULL;
    }
    if (tty->port == NULL) discipline_end_input(&tty->discipline);
    return tty;
}

struct tty *tty_get(void)
{
    mutex_lock(&tty_create_lock);
    if (the_tty == NULL) the_tty = create();
    struct tty *tty = the_tty;
    mutex_unlock(&tty_create_lock);
    return tty;
}

void tty_receive_start(struct tty *tty)
{
    USES(console_input);
    if (__atomic_load_n(&tty->receiving, __ATOMIC_RELAXED)) return;
    mutex_lock(&tty->open_lock);
    if (!tty->receiving) {
        tty->receiving = true;
        int status = tty->port != NULL ? tty->port->open(tty->port, true) : 0;
        if (status != 0) {
            log_warn("nothing can be read from %s (error %d)", tty->port->name, -status);
            uint64_t flags = spin_lock_irqsave(&tty->lock);
            discipline_end_input(&tty->discipline);
            spin_unlock_irqrestore(&tty->lock, flags);
        }
    }
    mutex_unlock(&tty->open_lock);
}

DO_FOR_USE(console_input, tty_receive_start);

bool console_ready(const struct console_port *port)
{
    struct tty *tty = the_tty;
    if (tty == NULL || tty->port != port) return true;
    uint64_t flags = spin_lock_irqsave(&tty->lock);
    bool ready = discipline_ready(&tty->discipline) || tty->discipline.ended;
    tty->starved = !ready;
    spin_unlock_irqrestore(&tty->lock, flags);
    return ready;
}

DO_FOR_USE(console_input, console_ready);

void tty_made_room(struct tty *tty)
{
    uint64_t flags = spin_lock_irqsave(&tty->lock);
    bool resume = tty->starved && discipline_ready(&tty->discipline);
    if (resume) tty->starved = false;
    spin_unlock_irqrestore(&tty->lock, flags);
    if (resume && tty->port->resume != NULL) tty->port->resume(tty->port);
}

/* One byte from the line, under the lock. */
static void take_byte(struct tty *tty, unsigned char byte)
{
    switch (tty->framed ? framing_decode(&tty->framing, byte) : FRAMING_BYTE) {
    case FRAMING_BYTE:
        /* What follows the end of the input is dropped. */
        if (!tty->discipline.ended) discipline_input(&tty->discipline, byte);
        return;
    case FRAMING_SIGNALLED: tty->pending_signal = byte; return;
    case FRAMING_ENDED: discipline_end_input(&tty->discipline); return;
    case FRAMING_INVALID:
        log_warn("input on %s: byte %x follows an escape; expected 10, 4 or 18 (is the host side framed?)",
                 tty->port->name, byte);
        return;
    case FRAMING_NOTHING: return;
    }
}

void console_receive(const struct console_port *port, unsigned char byte)
{
    struct tty *tty = the_tty;
    if (tty == NULL || tty->port != port) return;
    uint64_t flags = spin_lock_irqsave(&tty->lock);
    size_t before = discipline_available(&tty->discipline);
    take_byte(tty, byte);
    bool wake = discipline_available(&tty->discipline) != before || tty->discipline.ended;
    int signal = tty->pending_signal;
    tty->pending_signal = 0;
    spin_unlock_irqrestore(&tty->lock, flags);
    if (signal != 0) {
        struct siginfo info = {.si_signo = signal, .si_code = SI_KERNEL};
        (void)signal_send_process(&info);
    }
    if (wake) wake_all(&tty->readers);
}

DO_FOR_USE(console_input, console_receive);

/* A terminal is for programs that read: for others the console stays a plain stream. */
static void become_terminal(void)
{
    option_tty = true;
}
DO_FOR_USE(console_input, become_terminal);

/* Signals of the host come with the framed input, to which nobody may have listened so far. */
static void take_signals(void)
{
    struct tty *tty = tty_get();
    if (tty == NULL || !tty->framed) return;
    tty_receive_start(tty);
    /* From now on the host lets the program end itself. */
    if (log_is_for_host()) log_line("takes signals");
}

static const struct signal_source console_signals = {.begin = take_signals};
SET_ADD(signal_source, struct signal_source, console_signals);

static int parse_tty(const char *value)
{
    (void)value;
    DO(console_input, become_terminal)();
    return 0;
}

static int parse_stdin(const char *value)
{
    if (strcmp(value, "framed") != 0) return -EINVAL;
    option_framed = true;
    return 0;
}

BOOT_OPTION(tty, "--tty", parse_tty);
BOOT_OPTION(stdin, "--stdin=", parse_stdin);
