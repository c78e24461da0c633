/* SPDX-License-Identifier: MIT */
#include <arch/cpu.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <mm/vmap.h>
#include <sched/thread.h>

struct list_node thread_list = LIST_INIT(thread_list);
struct spinlock thread_list_lock = SPINLOCK_INIT;
static int next_tid = 2; /* under thread_list_lock */

static struct thread *create(const char *name)
{
    struct thread *thread = kzalloc(sizeof(*thread));
    if (thread == NULL) return NULL;
    vaddr_t stack = kernel_stack_alloc();
    if (stack == 0) {
        kfree(thread);
        return NULL;
    }
    thread->arch.kernel_stack_top = stack;
    thread->state = THREAD_SLEEPING;
    list_init(&thread->run_node);
    list_init(&thread->all_node);
    memcpy(thread->name, name, MIN(strlen(name), sizeof(thread->name) - 1));
    return thread;
}

static void destroy(struct thread *thread)
{
    arch_thread_fpu_free(thread);
    kernel_stack_free(thread->arch.kernel_stack_top);
    kfree(thread);
}

struct thread *thread_create_kernel(const char *name, void (*entry)(void *), void *argument)
{
    struct thread *thread = create(name);
    if (thread == NULL) return NULL;
    arch_thread_prepare(thread, entry, argument);
    thread_start(thread);
    return thread;
}

/* Makes it one of the program's threads. */
static void enlist(struct thread *thread)
{
    thread->user = true;
    spin_lock(&thread_list_lock);
    thread->tid = next_tid++;
    list_add_tail(&thread_list, &thread->all_node);
    spin_unlock(&thread_list_lock);
}

struct thread *thread_create_user(const struct trap_frame *frame)
{
    struct thread *thread = create(thread_current()->name);
    if (thread == NULL) return NULL;
    if (arch_thread_fpu_create(thread) != 0) {
        destroy(thread);
        return NULL;
    }
    *thread_user_frame(thread) = *frame;
    arch_thread_prepare(thread, NULL, NULL);
    enlist(thread);
    return thread;
}

int thread_become_user(void)
{
    struct thread *self = thread_current();
    int status = arch_thread_fpu_create(self);
    if (status != 0) return status;
    /* What it did for the kernel is not the program's CPU time. */
    self->run_time = 0;
    self->switched_in = arch_timestamp();
    enlist(self);
    return 0;
}

void thread_discard(struct thread *thread)
{
    spin_lock(&thread_list_lock);
    list_remove(&thread->all_node);
    spin_unlock(&thread_list_lock);
    destroy(thread);
}

struct thread *thread_find(int tid)
{
    LIST_FOREACH(&thread_list, node)
    if (list_entry(node, struct thread, all_node)->tid == tid)
        return list_entry(node, struct thread, all_node);
    return NULL;
}

unsigned thread_user_count(void)
{
    unsigned count = 0;
    spin_lock(&thread_list_lock);
    LIST_FOREACH(&thread_list, node)
    count++;
    spin_unlock(&thread_list_lock);
    return count;
}
