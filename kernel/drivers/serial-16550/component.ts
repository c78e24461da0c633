// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Serial ports com1 to com4 as consoles',
  kind: 'driver',
});
