// SPDX-License-Identifier: MIT
// What the components that compile parts of musl agree on.

export const MUSL = {
  name: 'musl',
  version: '1.2.3',
  archive: 'musl_1.2.3.orig.tar.gz',
  sha256: '7d5b0b6062521e4627e099e4c9dc8248d32a30285e959b7eecaa780cf8cfd4a4',
  debianSource: 'musl',
  url: 'https://musl.libc.org/releases/musl-1.2.3.tar.gz',
  generated: [
    {
      output: 'made/bits/alltypes.h',
      command: [
        'sed',
        '-f',
        'tools/mkalltypes.sed',
        'arch/x86_64/bits/alltypes.h.in',
        'include/alltypes.h.in',
      ],
    },
    // A system call is not a number but the kernel's function, so that the linker sees which are used.
    {
      output: 'made/bits/syscall.h',
      command: [
        'sed',
        '-n',
        's/^#define __NR_\\([a-z0-9_]*\\)[[:space:]].*$/extern char sys_\\1[] __attribute__((__visibility__("hidden")));\\n#define SYS_\\1 ((long)sys_\\1)/p',
        'arch/x86_64/bits/syscall.h.in',
      ],
    },
    // iconv, with a place behind its tables to give them other names.
    {
      output: 'made/iconv-source.h',
      command: [
        'sed',
        '-e',
        's|^#include "\\([a-z0-9]*\\)\\.h"|#include "../src/locale/\\1.h"|',
        '-e',
        '/^static int fuzzycmp/i #include "iconv-tables.h"',
        'src/locale/iconv.c',
      ],
    },
    { output: 'made/version.h', command: ['printf', '#define VERSION "1.2.3"\\n'] },
  ],
  flags: ['-D_XOPEN_SOURCE=700'],
} as const;
