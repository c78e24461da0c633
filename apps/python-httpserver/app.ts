// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: "Python's http.server on port 8000, serving /www",
  program: '/usr/bin/python3.11',
  args: ['-u', '-m', 'http.server', '-d', '/www', '8000'],
  files: { '/usr/lib/python3.11': '/usr/lib/python3.11', '/www': 'www' },
  packages: ['python3'],
  memory: '128M',
});
