// SPDX-License-Identifier: MIT
import { defineComponent } from '../../src/component/index.ts';

export default defineComponent({
  summary: 'Sockets: the system calls, which families of protocols stand behind',
  kind: 'feature',
});
