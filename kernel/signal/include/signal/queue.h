/* SPDX-License-Identifier: MIT */
/* Pending signals: a set, and for each sending the information that comes with it. Pure; the owner's lock
 * protects it. */
#pragma once

#include <abi/signal.h>
#include <core/list.h>

/** What an instruction may cause. */
#define SIGNAL_SYNCHRONOUS                                                                                   \
    (SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) | SIGNAL_BIT(SIGBUS) | SIGNAL_BIT(SIGFPE) |                    \
     SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGSYS))

/** One sending. */
struct signal_entry {
    struct list_node node;
    struct signal_queue *queue; /* that it is in; NULL: none */
    struct siginfo info;
    bool preallocated; /* belongs to a timer: not freed by who takes it, and may then be queued again */
    int32_t overruns;  /* of a timer: what si_overrun was when the entry was last taken */
};

struct signal_queue {
    uint64_t set;             /* SIGNAL_BIT of each pending signal */
    struct list_node entries; /* in the order of sending */
};

#define SIGNAL_QUEUE_INIT(name)                                                                              \
    {                                                                                                        \
        0, LIST_INIT((name).entries)                                                                         \
    }

void signal_queue_init(struct signal_queue *queue);
/** Marks a signal as pending. `entry` (NULL: no memory) is queued; its info is to be filled. */
void signal_queue_add(struct signal_queue *queue, int signal, struct signal_entry *entry);
/** The number of the signal of `set` that is to be handled first: those caused by an instruction, then by
 * number. 0: the set is empty. */
int signal_first(uint64_t set);
/** Takes the oldest sending of a pending signal. Returns its entry, now in no queue, or NULL when it had
 * none; then *info says just SI_USER. */
struct signal_entry *signal_queue_take(struct signal_queue *queue, int signal, struct siginfo *info);
/** Takes one sending back. */
void signal_queue_remove(struct signal_entry *entry);
