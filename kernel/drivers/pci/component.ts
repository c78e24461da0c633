// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'PCI devices: enumeration, registers, message-signalled interrupts',
  kind: 'driver',
});
