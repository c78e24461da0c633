// SPDX-License-Identifier: MIT
import { defineProfile } from '../../src/component/index.ts';
import base from './base.ts';

export default defineProfile({
  summary: 'Devices as virtio over PCI: Cloud Hypervisor, QEMU pc and q35',
  components: [...base.components, 'virtio-pci'],
});
