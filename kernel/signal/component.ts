// SPDX-License-Identifier: MIT
import { defineComponent } from '../../src/component/index.ts';

export default defineComponent({
  summary: "Signals: queues, masks, handlers on the program's stack",
  kind: 'core',
});
