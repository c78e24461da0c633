// SPDX-License-Identifier: MIT
import { defineComponent } from '../../src/component/index.ts';

export default defineComponent({
  summary: 'System call entry, and the calls that belong to no other component',
  kind: 'core',
});
