// SPDX-License-Identifier: MIT
import { defineComponent } from '../../src/component/index.ts';

export default defineComponent({
  summary: 'Paths, files, descriptors, the page cache, block devices, pipes and poll',
  kind: 'core',
});
