// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: 'Redis on port 6379, in memory only',
  program: '/usr/bin/redis-server',
  // Saving in the background would be a process of its own.
  args: ['--save', '', '--appendonly', 'no', '--protected-mode', 'no', '--bind', '*'],
  packages: ['redis-server'],
  memory: '64M',
});
