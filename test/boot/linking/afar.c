/* SPDX-License-Identifier: MIT */
/* A library with a function that nobody names, and whose distance from another one is a plain number. */
#include <stdio.h>
#include <unistd.h>

__attribute__((section(".text.pair"))) void near(void)
{
    puts("near");
}

static __attribute__((used, noinline, section(".text.pair"))) void afar(void)
{
    puts(getppid() >= 0 ? "afar" : "no parent");
}

__asm__(".section .rodata\n"
        ".balign 8\n"
        ".globl distance\n"
        ".type distance, @object\n"
        ".size distance, 8\n"
        "distance: .quad afar - near\n"
        ".text\n");
