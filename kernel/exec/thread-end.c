/* SPDX-License-Identifier: MIT */
/* exit(2), and what a thread leaves behind for the others: futex(2), get_robust_list(2), set_tid_address(2).
 */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <core/demand.h>
#include <exec/process.h>
#include <exec/thread-end.h>
#include <mm/user.h>
#include <sched/thread.h>
#include <signal/signal.h>
#include <syscall/futex.h>

#define FUTEX_WAITERS 0x80000000u
#define FUTEX_OWNER_DIED 0x40000000u
#define FUTEX_TID_MASK 0x3fffffffu

/* The list may be damaged, or a circle; nobody holds so many locks. As on Linux. */
#define ROBUST_LOCKS_MAX 2048u
#define ROBUST_PI                                                                                            \
    1ul /* in an entry's pointer: a lock with priority inheritance, whose waiters we do not wake */

/* struct robust_list_head of linux/futex.h. */
struct robust_list_head {
    uint64_t list;
    int64_t futex_offset;
    uint64_t list_op_pending;
};
_Static_assert(sizeof(struct robust_list_head) == 24, "linux/futex.h");

/* Under thread_list_lock: what the main thread gave to exit, which then is the process's status. */
static int main_status;
static bool main_ended;

/* Marks a lock of the calling thread as left behind, and wakes one who waits for it. */
static int give_up_lock(uint64_t entry, int64_t offset, bool pending)
{
    uint32_t *futex = (uint32_t *)((entry & ~ROBUST_PI) + (uint64_t)offset), value;
    if ((uint64_t)futex % sizeof(*futex) != 0 || get_user32(&value, futex) != 0) return -EFAULT;
    for (;;) {
        /* It was given back already, and we ended before we woke somebody. */
        if (pending && value == 0 && !(entry & ROBUST_PI)) futex_wake(futex, 1);
        if ((value & FUTEX_TID_MASK) != (uint32_t)thread_current()->tid) return 0;
        uint32_t found;
        if (cmpxchg_user32(futex, value, (value & FUTEX_WAITERS) | FUTEX_OWNER_DIED, &found) != 0)
            return -EFAULT;
        if (found == value) break;
        value = found;
    }
    if (value & FUTEX_WAITERS && !(entry & ROBUST_PI)) futex_wake(futex, 1);
    return 0;
}

static void give_up_locks(struct thread *thread)
{
    struct robust_list_head head;
    uint64_t list = (uint64_t)thread->robust_list;
    if (list == 0 || copy_from_user(&head, thread->robust_list, sizeof(head)) != 0) return;
    uint64_t entry = head.list;
    for (unsigned i = 0; (entry & ~ROBUST_PI) != list && i < ROBUST_LOCKS_MAX; i++) {
        /* The next one first: once its lock is free, the entry may be reused. */
        uint64_t next;
        if (copy_from_user(&next, (const void *)(entry & ~ROBUST_PI), sizeof(next)) != 0) return;
        if (entry != head.list_op_pending && give_up_lock(entry, head.futex_offset, false) != 0) return;
        entry = next;
    }
    if (head.list_op_pending != 0) (void)give_up_lock(head.list_op_pending, head.futex_offset, true);
}

DO_FOR_USE(robust_lists, give_up_locks);

/* Takes the thread out of those that keep the process alive. False: it was the last. */
static bool others_remain(struct thread *thread, int status)
{
    bool others = false;
    spin_lock(&thread_list_lock);
    if (thread->tid == PROCESS_ID) {
        main_status = status;
        main_ended = true;
    }
    thread->exiting = true;
    LIST_FOREACH(&thread_list, node)
    {
        others = !list_entry(node, struct thread, all_node)->exiting;
        if (others) break;
    }
    spin_unlock(&thread_list_lock);
    return others;
}

void thread_end(int status)
{
    struct thread *thread = thread_current();
    if (!others_remain(thread, status)) process_exit(main_ended ? main_status : status);
    DO(robust_lists, give_up_locks)(thread);
    if (thread->clear_child_tid != NULL && put_user32(0, (uint32_t *)thread->clear_child_tid) == 0)
        futex_wake((uint32_t *)thread->clear_child_tid, 1);
    struct signal_state *signals = thread->signal;
    signal_state_free(signals);
    thread_exit();
}

SYSCALL(exit)(int status)
{
    thread_end(status & 0xff);
}

SYSCALL(exit_group)(int status)
{
    process_exit(status & 0xff);
}

SYSCALL(set_tid_address)(int *address)
{
    thread_current()->clear_child_tid = address;
    return thread_current()->tid;
}
