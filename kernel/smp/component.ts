// SPDX-License-Identifier: MIT
import { defineComponent } from '../../src/component/index.ts';

export default defineComponent({
  summary: 'Threads on up to 64 CPUs',
  kind: 'feature',
});
