// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: 'nginx on port 80, serving /www',
  program: '/usr/sbin/nginx',
  args: ['-c', '/etc/nginx/nginx.conf', '-e', '/dev/stderr'],
  files: {
    '/etc/nginx/nginx.conf': 'nginx.conf',
    '/etc/nginx/mime.types': '/etc/nginx/mime.types',
    '/etc/passwd': 'passwd',
    '/etc/group': 'group',
    '/www': 'www',
  },
  packages: ['nginx-light'],
  memory: '64M',
});
