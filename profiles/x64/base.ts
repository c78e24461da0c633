// SPDX-License-Identifier: MIT
import { defineProfile } from '../../src/component/index.ts';

export default defineProfile({
  summary: 'Console, file systems and virtio devices, without a bus to find devices on',
  components: [
    'serial-16550',
    'debug-exit',
    'virtio-blk',
    'virtio-rng',
    'rofs',
    'ramfs',
    'devfs',
    'procfs',
    'net-unix',
  ],
});
