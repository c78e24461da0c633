// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Disks: vda, vdb, ...',
  kind: 'driver',
  requires: ['virtio'],
});
