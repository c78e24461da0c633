// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: 'memcached on port 11211, with 32 MiB for what it keeps',
  program: '/usr/bin/memcached',
  // It wants a user other than its own when it is root, and asks for its name.
  args: ['-u', 'root', '-m', '32', '-U', '0', '-t', '1'],
  files: { '/etc/passwd': 'passwd' },
  packages: ['memcached'],
  memory: '64M',
});
