// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Files that live in memory: /tmp, or the whole tree',
  kind: 'filesystem',
  requires: ['vfs'],
  neededBy: { paths: ['/tmp', '/run', '/dev/shm'] },
});
