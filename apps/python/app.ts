// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: 'Python 3.11 of Debian 12 with its standard library',
  program: '/usr/bin/python3.11',
  files: { '/usr/lib/python3.11': '/usr/lib/python3.11' },
  packages: ['python3'],
  memory: '128M',
});
