// SPDX-License-Identifier: MIT
import { defineProfile } from '../../src/component/index.ts';
import base from './base.ts';

export default defineProfile({
  summary: 'QEMU q35, as thimble run starts it',
  components: [...base.components, 'virtio-pci', 'acpi', 'acpi-power', 'pvpanic'],
});
