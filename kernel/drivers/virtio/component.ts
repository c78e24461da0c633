// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Virtqueues and feature negotiation, shared by all virtio devices',
  kind: 'feature',
  reachedThrough: ['virtio-mmio', 'virtio-pci'],
});
