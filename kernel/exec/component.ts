// SPDX-License-Identifier: MIT
import { defineComponent } from '../../src/component/index.ts';

export default defineComponent({
  summary: 'Program loader, the process and its end',
  kind: 'core',
});
