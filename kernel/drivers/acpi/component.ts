// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Finds the ACPI tables of the firmware',
  kind: 'feature',
});
