// SPDX-License-Identifier: MIT
import { defineComponent } from '../../src/component/index.ts';

export default defineComponent({
  summary: 'Dynamic linker: programs made for glibc bind to the kernel',
  kind: 'feature',
  side: 'program',
  requires: ['libc-musl'],
});
