// SPDX-License-Identifier: MIT
import { defineProfile } from '../../src/component/index.ts';
import base from './base.ts';

export default defineProfile({
  summary: 'Devices as virtio over MMIO: Firecracker, QEMU microvm',
  components: [...base.components, 'virtio-mmio'],
});
