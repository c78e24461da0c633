/* SPDX-License-Identifier: MIT */
/*
 * Code that is linked on demand. The linker keeps a function when anything refers to it, so a table of
 * operations keeps all of them, and a general path keeps what it has to do for special files, whether the
 * program of the image can ever get there or not. In a kernel that is cut to an image the tool decides about
 * such references by uses: a use is made by code that is linked and says so (USES), by whatever keeps SYMBOL
 * if it is named link_SYMBOL, or by the image (src/cli/image-evidence.ts has those: "image_libraries" and so
 * on). Where nobody makes it, a name declared FOR_USE is 0, and one declared DO_FOR_USE is a function that
 * does nothing and returns 0. In all other kernels, and in tests on the host, both are the function itself.
 *
 * Every place that loads a FOR_USE name from a table must say USES, also if it only asks whether there is
 * one.
 */
#pragma once

/** This place makes the use. No code; in functions. */
#define USES(use)                                                                                            \
    __asm__ volatile(".weak __use_" #use "\n\t.hidden __use_" #use "\n\t.reloc ., R_X86_64_NONE, "           \
                     "__use_" #use)

/** Gives `function`, of this file, the name FOR(use, function). Names must differ in the whole kernel. At
 * file scope. */
#define FOR_USE(use, function)                                                                               \
    extern __typeof__(function) __for_##use##__##function                                                    \
        __attribute__((__weak__, __alias__(#function), __visibility__("hidden")))
/** Declares FOR(use, function) for tables of another file than that of the function. */
#define DECLARE_FOR(use, function)                                                                           \
    extern __attribute__((__weak__, __visibility__("hidden"))) __typeof__(function) __for_##use##__##function
/** The function, or NULL: for tables. */
#define FOR(use, function) __for_##use##__##function

/** Gives `function`, of this file, the name DO(use, function). At file scope; other files declare it by
 * DECLARE_DO. */
#define DO_FOR_USE(use, function)                                                                            \
    extern __typeof__(function) __do_##use##__##function                                                     \
        __attribute__((__weak__, __alias__(#function), __visibility__("hidden")))
/** Declares DO(use, function) for calls from another file than that of the function; of functions of no or
 * integer value. */
#define DECLARE_DO(use, function)                                                                            \
    extern __typeof__(function) __do_##use##__##function __attribute__((__visibility__("hidden")))
#define DO(use, function) __do_##use##__##function
