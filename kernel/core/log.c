/* SPDX-License-Identifier: MIT */
/* The kernel's messages go to the log's console port. Lines of several CPUs or threads never mix: a line is
 * formatted first, then written under the log lock with interrupts off. */
#include <abi/errno.h>
#include <core/console.h>
#include <core/log.h>
#include <core/option.h>
#include <core/string.h>
#include <sched/lock.h>

#define LINE_SIZE 512

SET_DECLARE(console_port, struct console_port);

const struct console_port *console_main, *console_log, *console_stderr;
bool log_verbose;

static struct spinlock log_lock = SPINLOCK_INIT;

const struct console_port *console_find(const char *name, size_t length)
{
    SET_FOREACH(console_port, struct console_port, port)
    if (strlen((*port)->name) == length && memcmp((*port)->name, name, length) == 0) return *port;
    return NULL;
}

/* Before the options are read, and when none is given, everything goes to the first port that is in the
 * kernel. */
static const struct console_port *log_port(void)
{
    if (console_log != NULL) return console_log;
    const struct console_port *first = console_find("com1", 4);
    if (console_main != NULL) first = console_main;
    if (first != NULL && first->open(first, false) == 0) console_log = first;
    return console_log;
}

static void write_line(const char *level, const char *format, va_list arguments)
{
    char line[LINE_SIZE];
    size_t length = format_text(line, sizeof(line), "thimble: %s", level);
    length += format_text_va(line + length, sizeof(line) - length, format, arguments);
    /* What does not fit is cut; the end of the line always does. */
    length = MIN(length, sizeof(line) - 1);
    line[length++] = '\n';
    const struct console_port *port = log_port();
    if (port == NULL) return;
    uint64_t flags = spin_lock_irqsave(&log_lock);
    port->write(port, line, length);
    spin_unlock_irqrestore(&log_lock, flags);
}

#define WRITE_LINE(level)                                                                                    \
    do {                                                                                                     \
        va_list arguments;                                                                                   \
        va_start(arguments, format);                                                                         \
        write_line(level, format, arguments);                                                                \
        va_end(arguments);                                                                                   \
    } while (0)

void log_info(const char *format, ...)
{
    if (log_verbose) WRITE_LINE("info: ");
}

void log_warn(const char *format, ...)
{
    WRITE_LINE("warning: ");
}

bool log_is_for_host(void)
{
    const struct console_port *main = console_main != NULL ? console_main : console_find("com1", 4);
    return log_verbose || (console_log != NULL && console_log != main);
}

void log_line(const char *format, ...)
{
    WRITE_LINE("");
}

static int parse_verbose(const char *value)
{
    (void)value;
    log_verbose = true;
    return 0;
}

static int parse_port(const char *value, const struct console_port **port)
{
    *port = console_find(value, strlen(value));
    return *port != NULL ? (*port)->open(*port, false) : -EINVAL;
}

static int parse_console(const char *value)
{
    return parse_port(value, &console_main);
}
static int parse_log(const char *value)
{
    return parse_port(value, &console_log);
}
static int parse_stderr(const char *value)
{
    return parse_port(value, &console_stderr);
}

BOOT_OPTION(verbose, "--verbose", parse_verbose);
BOOT_OPTION(console, "--console=", parse_console);
BOOT_OPTION(log, "--log=", parse_log);
BOOT_OPTION(stderr, "--stderr=", parse_stderr);
