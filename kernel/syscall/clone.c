/* SPDX-License-Identifier: MIT */
/* clone and clone3, as far as they make threads of the one process. */
#include <abi/errno.h>
#include <abi/sched.h>
#include <abi/syscall.h>
#include <arch/page.h>
#include <arch/syscall.h>
#include <core/string.h>
#include <mm/user.h>
#include <signal/signal.h>
#include <syscall/missing.h>

/* What a thread shares with its process; it cannot be had by halves. */
#define SHARED (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)
/* What may come with it. Of these, SYSVSEM, DETACHED, PTRACE and UNTRACED mean nothing here. */
#define OPTIONAL                                                                                             \
    (CSIGNAL | CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID |                   \
     CLONE_CHILD_SETTID | CLONE_DETACHED | CLONE_PTRACE | CLONE_UNTRACED | CLONE_PARENT)

/* The call by which a program would say what these flags say. */
static long refuse(uint64_t flags, uint32_t number)
{
    if (flags & CLONE_VFORK)
        number = SYSCALL_NUMBER_VFORK;
    else if ((flags & (CLONE_VM | CLONE_THREAD)) == 0)
        number = SYSCALL_NUMBER_FORK;
    return syscall_missing(number);
}

/* `stack` is the initial stack pointer; 0: the parent's. */
static long create_thread(const struct clone_args *args, uint64_t stack, uint32_t number)
{
    uint64_t flags = args->flags;
    if ((flags & (CLONE_THREAD | CLONE_SIGHAND)) == CLONE_THREAD ||
        (flags & (CLONE_SIGHAND | CLONE_VM)) == CLONE_SIGHAND)
        return -EINVAL;
    if ((flags & SHARED) != SHARED || (flags & ~(SHARED | OPTIONAL)) != 0) return refuse(flags, number);
    if ((flags & CLONE_SETTLS) && args->tls >= USER_END) return -EPERM;

    struct thread *self = thread_current();
    struct trap_frame frame = *thread_user_frame(self);
    arch_syscall_set_result(&frame, 0);
    arch_frame_replaced(&frame);
    if (stack != 0) arch_frame_set_stack(&frame, stack);
    struct thread *thread = thread_create_user(&frame);
    if (thread == NULL) return -ENOMEM;
    if (signal_state_create(thread, self) != 0) {
        thread_discard(thread);
        return -ENOMEM;
    }
    arch_thread_set_tls(thread, flags & CLONE_SETTLS ? args->tls : arch_current_tls());
    thread->nice = self->nice;
    thread->affinity = self->affinity;
    if (flags & CLONE_CHILD_CLEARTID) thread->clear_child_tid = (int *)args->child_tid;
    int tid = thread->tid;
    /* Before the thread runs, so that it finds both. As in Linux, a place that cannot be written is the
     * program's loss. */
    if (flags & CLONE_PARENT_SETTID) (void)!put_user32((uint32_t)tid, (uint32_t *)args->parent_tid);
    if (flags & CLONE_CHILD_SETTID) (void)!put_user32((uint32_t)tid, (uint32_t *)args->child_tid);
    thread_start(thread);
    return tid;
}

SYSCALL(clone)(uint64_t flags, uint64_t stack, uint64_t parent_tid, uint64_t child_tid, uint64_t tls)
{
    struct clone_args args = {
        .flags = (uint32_t)flags,
        .parent_tid = parent_tid,
        .child_tid = child_tid,
        .tls = tls,
    };
    return create_thread(&args, stack, SYSCALL_NUMBER_CLONE);
}

SYSCALL(clone3)(const void *args_user, size_t size)
{
    struct clone_args args;
    if (size < sizeof(args)) return -EINVAL;
    if (size > PAGE_SIZE) return -E2BIG;
    if (copy_from_user(&args, args_user, sizeof(args)) != 0) return -EFAULT;
    /* Fields of later versions must be zero: they ask for what is not here. */
    for (size_t offset = sizeof(args); offset < size; offset += sizeof(uint64_t)) {
        uint64_t field = 0;
        if (copy_from_user(&field, (const char *)args_user + offset, MIN(sizeof(field), size - offset)) != 0)
            return -EFAULT;
        if (field != 0)
            return offset < CLONE_ARGS_SIZE_KNOWN ? syscall_missing(SYSCALL_NUMBER_CLONE3) : -E2BIG;
    }
    if ((args.stack == 0) != (args.stack_size == 0) || args.exit_signal > CSIGNAL ||
        (args.flags & CSIGNAL) != 0)
        return -EINVAL;
    return create_thread(&args, args.stack + args.stack_size, SYSCALL_NUMBER_CLONE3);
}

SYSCALL(wait4)(int pid, int *status, int options, void *usage)
{
    (void)pid, (void)status, (void)options, (void)usage;
    return -ECHILD;
}

SYSCALL(waitid)(int kind, int pid, void *info, int options, void *usage)
{
    (void)kind, (void)pid, (void)info, (void)options, (void)usage;
    return -ECHILD;
}
