// SPDX-License-Identifier: MIT
import { defineProfile } from '../../src/component/index.ts';
import base from './base.ts';

export default defineProfile({
  summary: 'Cloud Hypervisor: virtio over PCI, ACPI without its hardware',
  components: [...base.components, 'virtio-pci', 'acpi', 'acpi-power'],
});
