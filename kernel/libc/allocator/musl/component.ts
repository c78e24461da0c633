// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../../src/component/index.ts';
import { MUSL } from '../../musl/upstream.ts';

export default defineComponent({
  summary: "musl's own malloc: little code, thrifty, ends a program that misuses it, slow with threads",
  kind: 'feature',
  side: 'program',
  fills: 'allocator',
  requires: ['libc-musl'],
  upstream: {
    ...MUSL,
    sources: [
      'src/malloc/calloc.c',
      'src/malloc/free.c',
      'src/malloc/libc_calloc.c',
      'src/malloc/lite_malloc.c',
      'src/malloc/mallocng/*.c',
      'src/malloc/realloc.c',
    ],
    includes: [],
  },
});
