// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'What programs made for glibc expect of a C library beyond musl, or otherwise than musl has it',
  kind: 'feature',
  side: 'program',
  requires: ['libc-musl', 'ldso'],
});
