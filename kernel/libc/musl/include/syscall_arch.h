/* SPDX-License-Identifier: MIT */
/*
 * How musl makes a system call, in place of its arch/x86_64/syscall_arch.h: `n` is a function of the kernel
 * (SYS_x, see component.ts), called on the kernel's stack by kernel_call (kernel/arch/x86_64/call.S) with the
 * registers of a `syscall` instruction.
 */
#pragma once

#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)

/* kernel_call is hidden, so that the call is the five bytes by which the kernel goes back to repeat it. */
__asm__(".hidden kernel_call");

/* One definition for each number of arguments, since a register that is not set need not be loaded. */
#define KERNEL_CALL(result, n, ...)                                                                          \
    __asm__ __volatile__("call kernel_call" : "=a"(result) : "a"(n), ##__VA_ARGS__ : "rcx", "r11", "memory")

static __inline long __syscall0(long n)
{
    long result;
    KERNEL_CALL(result, n);
    return result;
}

static __inline long __syscall1(long n, long a)
{
    long result;
    KERNEL_CALL(result, n, "D"(a));
    return result;
}

static __inline long __syscall2(long n, long a, long b)
{
    long result;
    KERNEL_CALL(result, n, "D"(a), "S"(b));
    return result;
}

static __inline long __syscall3(long n, long a, long b, long c)
{
    long result;
    KERNEL_CALL(result, n, "D"(a), "S"(b), "d"(c));
    return result;
}

static __inline long __syscall4(long n, long a, long b, long c, long d)
{
    long result;
    register long fourth __asm__("r10") = d;
    KERNEL_CALL(result, n, "D"(a), "S"(b), "d"(c), "r"(fourth));
    return result;
}

static __inline long __syscall5(long n, long a, long b, long c, long d, long e)
{
    long result;
    register long fourth __asm__("r10") = d;
    register long fifth __asm__("r8") = e;
    KERNEL_CALL(result, n, "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth));
    return result;
}

static __inline long __syscall6(long n, long a, long b, long c, long d, long e, long f)
{
    long result;
    register long fourth __asm__("r10") = d;
    register long fifth __asm__("r8") = e;
    register long sixth __asm__("r9") = f;
    KERNEL_CALL(result, n, "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth), "r"(sixth));
    return result;
}

#define IPC_64 0
