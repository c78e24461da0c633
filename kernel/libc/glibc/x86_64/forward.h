/* SPDX-License-Identifier: MIT */
/* A function that is another one under a second name, where an alias cannot be because the other is in
 * another object: one jump, which keeps all arguments, variable ones too. In a section of its own, like any
 * function. */
#ifndef GLIBC_FORWARD_H
#define GLIBC_FORWARD_H

#define GLIBC_FORWARD(name, existing)                                                                        \
    __asm__(".pushsection .text." #name ",\"ax\",@progbits\n"                                                \
            ".globl " #name "\n"                                                                             \
            ".type " #name ",@function\n" #name ":\n"                                                        \
            "    jmp " #existing "@PLT\n"                                                                    \
            ".size " #name ",.-" #name "\n"                                                                  \
            ".popsection\n")

#endif
