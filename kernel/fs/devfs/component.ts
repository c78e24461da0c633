// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Devices in /dev',
  kind: 'filesystem',
  requires: ['vfs', 'tty'],
  neededBy: { paths: ['/dev'] },
});
