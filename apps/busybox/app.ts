// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: 'BusyBox, static: a shell and three hundred commands in one file',
  program: '/usr/bin/busybox',
  packages: ['busybox-static'],
  memory: '16M',
});
