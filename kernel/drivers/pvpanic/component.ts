// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Tells the hypervisor of a panic',
  kind: 'driver',
});
