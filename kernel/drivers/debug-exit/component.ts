// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Ends QEMU with a status by its isa-debug-exit device',
  kind: 'driver',
});
