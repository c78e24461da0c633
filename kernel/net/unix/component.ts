// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Unix-domain sockets: streams, datagrams, packets, descriptors passed along',
  kind: 'feature',
  requires: ['net'],
  neededBy: { systemCalls: ['socket', 'socketpair'] },
});
