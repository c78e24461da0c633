// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: 'HAProxy on port 80, before the server that the variable SERVER names',
  program: '/usr/sbin/haproxy',
  args: ['-f', '/etc/haproxy/haproxy.cfg'],
  // The host, where QEMU's user network shows it.
  env: { SERVER: '10.0.2.2:8000' },
  files: { '/etc/haproxy/haproxy.cfg': 'haproxy.cfg' },
  packages: ['haproxy'],
  memory: '64M',
});
