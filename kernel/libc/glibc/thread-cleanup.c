/* SPDX-License-Identifier: MIT */
/* Cleanup handlers as pthread_cleanup_push of glibc's header compiles them in C: the program calls
 * __sigsetjmp on a buffer, registers the buffer, and expects that cancellation and pthread_exit jump to it;
 * it then runs the handler itself and asks with __pthread_unwind_next for the next one. libc keeps a list of
 * functions to call, so the function here is one that jumps. */
#include "private.h"

#include "pthread_impl.h"

#include <setjmp.h>

/* __pthread_unwind_buf_t of glibc: what __sigsetjmp with a mask of 0 writes, a flag for the mask, four words
 * for the implementation. */
struct unwind_buffer {
    unsigned long registers[8];
    int mask_was_saved;
    struct __ptcb handler;
    void *unused;
};
_Static_assert(sizeof(struct unwind_buffer) == 104, "as in glibc's pthread.h");
_Static_assert(offsetof(struct unwind_buffer, handler) == 72, "the four words");

static void jump(void *buffer)
{
    longjmp(*(jmp_buf *)buffer, 1);
}

void __pthread_register_cancel(struct unwind_buffer *buffer);
GLIBC_EXPORT void __pthread_register_cancel(struct unwind_buffer *buffer)
{
    _pthread_cleanup_push(&buffer->handler, jump, buffer);
}

void __pthread_unregister_cancel(struct unwind_buffer *buffer);
GLIBC_EXPORT void __pthread_unregister_cancel(struct unwind_buffer *buffer)
{
    _pthread_cleanup_pop(&buffer->handler, 0);
}

/* The handler that called this is off the list already. */
_Noreturn void __pthread_unwind_next(struct unwind_buffer *buffer);
GLIBC_EXPORT _Noreturn void __pthread_unwind_next(struct unwind_buffer *buffer)
{
    (void)buffer;
    __pthread_exit(__pthread_self()->result);
}

/* pthread_cleanup_push_defer_np: cancellation is deferred until the handler is removed. */
void __pthread_register_cancel_defer(struct unwind_buffer *buffer);
GLIBC_EXPORT void __pthread_register_cancel_defer(struct unwind_buffer *buffer)
{
    int type = PTHREAD_CANCEL_DEFERRED;
    pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &type);
    buffer->unused = (void *)(uintptr_t)type;
    __pthread_register_cancel(buffer);
}

void __pthread_unregister_cancel_restore(struct unwind_buffer *buffer);
GLIBC_EXPORT void __pthread_unregister_cancel_restore(struct unwind_buffer *buffer)
{
    __pthread_unregister_cancel(buffer);
    pthread_setcanceltype((int)(uintptr_t)buffer->unused, NULL);
}
