// SPDX-License-Identifier: MIT
import { defineProfile } from '../../src/component/index.ts';
import base from './base.ts';

// The machine is started without ACPI: it ends through debug-exit.
export default defineProfile({
  summary: 'QEMU microvm, as thimble run starts it',
  components: [...base.components, 'virtio-mmio'],
});
