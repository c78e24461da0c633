// SPDX-License-Identifier: MIT
import { defineProfile } from '../../src/component/index.ts';

export default defineProfile({
  summary: 'Everything there is: the universal kernel',
  components: 'all',
});
