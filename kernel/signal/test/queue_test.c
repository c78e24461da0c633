// SPDX-License-Identifier: MIT
// sources: ../queue.c
/*
 * Queues of pending signals against a model: for each signal the values that were sent and not yet taken, in
 * their order.
 */
#include <assert.h>
#include <signal/queue.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 32

static struct signal_queue queue;
static int values[SIGNAL_COUNT + 1][DEPTH];
static int counts[SIGNAL_COUNT + 1];

static uint64_t random_state = 1;

static unsigned random_below(unsigned limit)
{
    random_state = random_state * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned)(random_state >> 33) % limit;
}

static struct signal_entry *entry_create(int signal, int value)
{
    struct signal_entry *entry = calloc(1, sizeof(*entry));
    entry->info.si_signo = signal;
    entry->info.si_value.sival_int = value;
    return entry;
}

static void model_remove(int signal, int index)
{
    counts[signal]--;
    memmove(&values[signal][index], &values[signal][index + 1],
            (size_t)(counts[signal] - index) * sizeof(int));
}

static void check_set(void)
{
    for (int signal = 1; signal <= SIGNAL_COUNT; signal++)
        assert(((queue.set & SIGNAL_BIT(signal)) != 0) == (counts[signal] != 0));
    assert(list_empty(&queue.entries) == (queue.set == 0));
}

static void send(int signal, int value)
{
    if (counts[signal] == DEPTH) return;
    signal_queue_add(&queue, signal, entry_create(signal, value));
    values[signal][counts[signal]++] = value;
}

static void take(int signal)
{
    struct siginfo info;
    if (counts[signal] == 0) return;
    struct signal_entry *entry = signal_queue_take(&queue, signal, &info);
    assert(entry != NULL && entry->queue == NULL);
    assert(info.si_signo == signal && info.si_value.sival_int == values[signal][0]);
    model_remove(signal, 0);
    free(entry);
}

/* The last one in the queue, whichever it is. */
static void take_back_last(void)
{
    if (list_empty(&queue.entries)) return;
    struct signal_entry *entry = list_entry(queue.entries.prev, struct signal_entry, node);
    int signal = entry->info.si_signo;
    signal_queue_remove(entry);
    model_remove(signal, counts[signal] - 1);
    free(entry);
}

static void order_is_sending_order(void)
{
    signal_queue_init(&queue);
    for (int step = 0; step < 20000; step++) {
        int signal = 1 + (int)random_below(SIGNAL_COUNT);
        switch (random_below(4)) {
        case 0:
        case 1: send(signal, step); break;
        case 2: take(signal); break;
        default: take_back_last();
        }
        check_set();
    }
    for (int signal = 1; signal <= SIGNAL_COUNT; signal++)
        while (counts[signal] != 0) take(signal);
    check_set();
}

static void faults_come_first(void)
{
    assert(signal_first(0) == 0);
    assert(signal_first(SIGNAL_BIT(SIGHUP) | SIGNAL_BIT(SIGSEGV)) == SIGSEGV);
    assert(signal_first(SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGILL)) == SIGILL);
    assert(signal_first(SIGNAL_BIT(SIGTERM) | SIGNAL_BIT(SIGINT)) == SIGINT);
    assert(signal_first(SIGNAL_BIT(SIGNAL_COUNT)) == SIGNAL_COUNT);
}

static void a_signal_without_memory_still_arrives(void)
{
    struct siginfo info;
    signal_queue_init(&queue);
    signal_queue_add(&queue, SIGTERM, NULL);
    assert(queue.set == SIGNAL_BIT(SIGTERM));
    assert(signal_queue_take(&queue, SIGTERM, &info) == NULL);
    assert(info.si_signo == SIGTERM && info.si_code == SI_USER && queue.set == 0);
}

static void a_timer_learns_its_overruns_when_taken(void)
{
    struct siginfo info;
    struct signal_entry entry = {.info.si_signo = SIGALRM, .preallocated = true};
    signal_queue_init(&queue);
    signal_queue_add(&queue, SIGALRM, &entry);
    entry.info.si_overrun = 3;
    assert(entry.overruns == 0);
    assert(signal_queue_take(&queue, SIGALRM, &info) == &entry);
    assert(info.si_overrun == 3 && entry.overruns == 3 && queue.set == 0);
}

int main(void)
{
    order_is_sending_order();
    faults_come_first();
    a_signal_without_memory_still_arrives();
    a_timer_learns_its_overruns_when_taken();
    return 0;
}
