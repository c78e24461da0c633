// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../../src/component/index.ts';

export default defineComponent({
  summary: 'mimalloc: a fast malloc, with a heap for each thread',
  kind: 'feature',
  side: 'program',
  fills: 'allocator',
  requires: ['libc-musl'],
  upstream: {
    name: 'mimalloc',
    version: '2.0.9',
    archive: 'mimalloc_2.0.9+ds.orig.tar.xz',
    sha256: 'cbc9d207ff105ad1f0cb739c378076143a6452b8d0624309cea0abfb040e972b',
    debianSource: 'mimalloc',
    url: 'http://deb.debian.org/debian/pool/main/m/mimalloc/mimalloc_2.0.9+ds.orig.tar.xz',
    // system.c is in place of os.c, arena.c, segment-cache.c, random.c and stats.c, settings.h of options.c.
    sources: [
      'src/alloc.c',
      'src/alloc-aligned.c',
      'src/heap.c',
      'src/init.c',
      'src/page.c',
      'src/segment.c',
    ],
    includes: ['include'],
    flags: ['-include', 'settings.h'],
  },
});
