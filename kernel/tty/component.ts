// SPDX-License-Identifier: MIT
import { defineComponent } from '../../src/component/index.ts';

export default defineComponent({
  summary: 'The console as a file: plain stream or terminal',
  kind: 'core',
});
