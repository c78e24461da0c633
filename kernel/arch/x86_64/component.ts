// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'The CPU: entry, traps, page tables, interrupts, thread switch',
  kind: 'core',
});
