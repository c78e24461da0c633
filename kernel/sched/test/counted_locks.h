/* SPDX-License-Identifier: MIT */
/* Spin locks for the one file of a test with one thread: how many are held, which are given up in turn. */
#pragma once

#include <assert.h>
#include <core/log.h>
#include <sched/lock.h>
#include <stdlib.h>

static unsigned locks; /* that are held */

void spin_lock(struct spinlock *lock)
{
    (void)lock;
    locks++;
}
void spin_unlock(struct spinlock *lock)
{
    (void)lock;
    assert(locks-- > 0);
}
uint64_t spin_lock_irqsave(struct spinlock *lock)
{
    (void)lock;
    return locks++;
}
void spin_unlock_irqrestore(struct spinlock *lock, uint64_t flags)
{
    (void)lock;
    assert(--locks == flags);
}

/* What an ASSERT that does not hold calls. */
void panic(const char *component, const char *format, ...)
{
    (void)component;
    (void)format;
    abort();
}
