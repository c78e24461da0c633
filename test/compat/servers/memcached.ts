// SPDX-License-Identifier: MIT
import type { CompatServer } from '../../../src/cli/compat-server.ts';
import { random, RANDOM } from '../support/fixtures.ts';

const TOOL = '/usr/share/memcached/scripts/memcached-tool';

const COPY = `head -c 100000 ${random} > copied
memccp --servers="127.0.0.1:$PORT" copied
memcexist --servers="127.0.0.1:$PORT" copied
memccat --servers="127.0.0.1:$PORT" copied | sha256sum
memcrm --servers="127.0.0.1:$PORT" copied
! memccat --servers="127.0.0.1:$PORT" copied`;

export const server: CompatServer = {
  name: 'memcached',
  package: 'memcached',
  args: ['-t', '4'],
  ports: { PORT: 11_211 },
  fixtures: [RANDOM],
  clients: [
    ...['memccapable', 'memccp', 'memccat', 'memcaslap'].map((name) => ({
      command: `/usr/bin/${name}`,
      package: 'libmemcached-tools',
    })),
    { command: TOOL, package: 'memcached' },
  ],
  talks: [
    {
      name: 'both protocols, command by command',
      script: 'memccapable -h 127.0.0.1 -p "$PORT"',
    },
    { name: 'a file of 100,000 bytes stored, read and removed', script: COPY, quick: true },
    {
      name: 'settings',
      script: `${TOOL} "127.0.0.1:$PORT" settings | tail -n +2`,
      // Seconds.
      varying: /(?<=oldest +)\d+/g,
      quick: true,
    },
    {
      name: 'memcaslap, 2,000 requests whose answers are verified',
      script:
        'memcaslap -s "127.0.0.1:$PORT" -T 2 -c 4 -x 2000 -v 1 | grep -E "^(cmd|get|verify|written|object)_"',
    },
  ],
};
