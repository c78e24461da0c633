// SPDX-License-Identifier: MIT
import { defineProfile } from '../../src/component/index.ts';
import base from './base.ts';

export default defineProfile({
  summary: 'Firecracker: virtio over MMIO, no PCI, no ACPI',
  components: [...base.components, 'virtio-mmio'],
});
