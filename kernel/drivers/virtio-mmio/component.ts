// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Virtio devices at addresses that the command line tells',
  kind: 'driver',
  requires: ['virtio'],
});
