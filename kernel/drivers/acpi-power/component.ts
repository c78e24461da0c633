// SPDX-License-Identifier: MIT
import { defineComponent } from '../../../src/component/index.ts';

export default defineComponent({
  summary: 'Powers off and resets by ACPI',
  kind: 'driver',
  requires: ['acpi'],
});
