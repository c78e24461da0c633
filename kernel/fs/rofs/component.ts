// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'The read-only file system of images, ROFS version 1',
  kind: 'filesystem',
  requires: ['vfs'],
});
