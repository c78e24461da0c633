// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Entropy from the host',
  kind: 'driver',
  requires: ['virtio'],
});
