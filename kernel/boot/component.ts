// SPDX-License-Identifier: MIT
import { defineComponent } from '../../src/component/index.ts';

export default defineComponent({
  summary: 'Boot protocols, command line and stages',
  kind: 'core',
});
