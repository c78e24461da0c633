// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Network cards: eth0, eth1, ...',
  kind: 'driver',
  // The driver calls net alone; but a card is for TCP/IP, which finds it there.
  requires: ['virtio', 'net', 'net-inet'],
  neededBy: { systemCalls: ['socket'] },
});
