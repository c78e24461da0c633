// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: 'lighttpd on port 80, serving /www',
  program: '/usr/sbin/lighttpd',
  args: ['-D', '-f', '/etc/lighttpd/lighttpd.conf'],
  files: {
    '/etc/lighttpd/lighttpd.conf': 'lighttpd.conf',
    '/www': 'www',
  },
  packages: ['lighttpd'],
  memory: '64M',
});
