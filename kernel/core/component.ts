// SPDX-License-Identifier: MIT
import { defineComponent } from '../../src/component/index.ts';

export default defineComponent({
  summary: 'Log, panic, strings, options, random numbers, stopping the machine',
  kind: 'core',
});
