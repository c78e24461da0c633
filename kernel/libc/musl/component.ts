// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'The C library musl in the kernel: a call of it is a call of a function',
  kind: 'feature',
  side: 'program',
  // Its own malloc may be replaced by the program's; kernel/libc/musl/interpose.S.
  interposable: [
    'aligned_alloc',
    'calloc',
    'free',
    'malloc',
    'malloc_usable_size',
    'memalign',
    'posix_memalign',
    'realloc',
  ],
  upstream: {
    name: 'musl',
    version: '1.2.3',
    archive: 'musl_1.2.3.orig.tar.gz',
    sha256: '7d5b0b6062521e4627e099e4c9dc8248d32a30285e959b7eecaa780cf8cfd4a4',
    debianSource: 'musl',
    url: 'https://musl.libc.org/releases/musl-1.2.3.tar.gz',
    sources: ['src/*/*.c', 'src/malloc/mallocng/*.c', 'src/*/x86_64/*.c', 'src/*/x86_64/*.s'],
    variant: 'x86_64',
    without: [
      // kernel/ldso has these: the dynamic linker, and thread-local storage, whose layout is its business.
      'src/env/__init_tls.c',
      'src/ldso/__dlsym.c',
      'src/ldso/dl_iterate_phdr.c',
      'src/ldso/dladdr.c',
      'src/ldso/dlclose.c',
      'src/ldso/dlinfo.c',
      'src/ldso/dlopen.c',
      'src/ldso/dlsym.c',
      'src/ldso/tlsdesc.c',
      'src/ldso/x86_64/*.s',
      'src/thread/__tls_get_addr.c',
    ],
    includes: ['made', 'arch/x86_64', 'arch/generic', 'src/include', 'src/internal', 'include'],
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
      { output: 'made/version.h', command: ['printf', '#define VERSION "1.2.3"\\n'] },
    ],
    flags: ['-D_XOPEN_SOURCE=700'],
  },
});
