// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Virtio devices on PCI',
  kind: 'driver',
  requires: ['virtio', 'pci'],
});
