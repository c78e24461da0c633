// SPDX-License-Identifier: MIT

/**
 * Names that the kernel's libc defines and glibc does too, but with another meaning, so that they are not exported: a
 * program that lacks a function says so when it is built, one that calls the wrong one fails in its own time. Name to reason.
 */
export const WITHHELD_SYMBOLS: Readonly<Record<string, string>> = {};
