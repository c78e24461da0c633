// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'TCP/IP: sockets of AF_INET and AF_INET6 over lwIP, loopback, DHCP',
  kind: 'feature',
  requires: ['net', 'net-lwip'],
  neededBy: { systemCalls: ['socket'] },
});
