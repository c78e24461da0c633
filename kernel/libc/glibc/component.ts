// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'What programs made for glibc expect of a C library beyond musl, or otherwise than musl has it',
  kind: 'feature',
  side: 'program',
  requires: ['libc-musl', 'ldso'],
  // backtrace.c, in libgcc_s.so.1.
  looksUp: ['_Unwind_Backtrace', '_Unwind_GetIP', '__register_frame'],
});
