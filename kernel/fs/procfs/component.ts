// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'What programs read about themselves and the machine, in /proc and /sys',
  kind: 'filesystem',
  requires: ['vfs', 'exec', 'signal', 'syscall'],
  neededBy: { paths: ['/proc', '/sys'] },
});
