/* SPDX-License-Identifier: MIT */
/* The part of the ucontext calls that C can say: the signal mask, and a context that starts a function. */
#include "private.h"

#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <ucontext.h>

/* A program's ucontext_t has 968 bytes, the last 32 for shadow stacks. Nothing here touches them; libc's type
 * ends before. x86_64/ucontext.S uses these offsets. */
_Static_assert(offsetof(ucontext_t, uc_link) == 8, "ucontext_t");
_Static_assert(offsetof(ucontext_t, uc_stack) == 16, "ucontext_t");
_Static_assert(offsetof(ucontext_t, uc_mcontext) == 40, "ucontext_t");
_Static_assert(offsetof(ucontext_t, uc_mcontext.fpregs) == 224, "ucontext_t");
_Static_assert(offsetof(ucontext_t, uc_sigmask) == 296, "ucontext_t");
_Static_assert(offsetof(ucontext_t, __fpregs_mem) == 424, "ucontext_t");

/* Called by ucontext.S. Either may be NULL. Returns 0, or -1 with errno set. */
hidden int glibc_ucontext_mask(const ucontext_t *new, ucontext_t *old)
{
    /* The kernel's set has 64 signals; a program never reads more of the 128 bytes. */
    return sigprocmask(SIG_SETMASK, new != NULL ? &new->uc_sigmask : NULL,
                       old != NULL ? &old->uc_sigmask : NULL);
}

hidden void glibc_context_end(void);

GLIBC_EXPORT void makecontext(ucontext_t *context, void (*function)(void), int count, ...)
{
    static const unsigned char registers[] = {REG_RDI, REG_RSI, REG_RDX, REG_RCX, REG_R8, REG_R9};
    int on_stack = count > 6 ? count - 6 : 0;
    uintptr_t top = (uintptr_t)context->uc_stack.ss_sp + context->uc_stack.ss_size;
    /* From low to high: return address, arguments from the seventh on, the context to go on with. As at any
     * call, the address of the first argument is a multiple of 16. */
    uintptr_t arguments_at = (top - sizeof(uintptr_t) * (size_t)(on_stack + 1)) & -(uintptr_t)16;
    uintptr_t *slot = (uintptr_t *)arguments_at;
    slot[-1] = (uintptr_t)glibc_context_end;
    slot[on_stack] = (uintptr_t)context->uc_link;
    greg_t *gregs = context->uc_mcontext.gregs;
    gregs[REG_RIP] = (greg_t)(uintptr_t)function;
    gregs[REG_RSP] = (greg_t)(arguments_at - sizeof *slot);
    gregs[REG_RBX] = (greg_t)(uintptr_t)&slot[on_stack];
    va_list arguments;
    va_start(arguments, count);
    for (int i = 0; i < count; i++) {
        greg_t value = va_arg(arguments, greg_t);
        if (i < 6)
            gregs[registers[i]] = value;
        else
            slot[i - 6] = (uintptr_t)value;
    }
    va_end(arguments);
}
