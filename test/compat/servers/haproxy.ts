// SPDX-License-Identifier: MIT
import type { CompatServer } from '../../../src/cli/compat-server.ts';
import { fixturePath } from '../../../src/cli/compat.ts';
import { AB, benchmark, CURL, KEPT, LARGE, PAGES, SITE } from '../support/site.ts';

export const server: CompatServer = {
  name: 'haproxy',
  package: 'haproxy',
  ports: { PORT: 80 },
  fixtures: SITE,
  backend: {
    client: { command: '/usr/bin/python3', package: 'python3' },
    args: (port) => [
      ...['-m', 'http.server', '--bind', '127.0.0.1', '--directory', fixturePath('site')],
      String(port),
    ],
    variable: 'SERVER',
  },
  clients: [CURL, AB],
  talks: [
    PAGES,
    { ...LARGE, name: 'a file of 50 MiB from the server behind it, by its checksum' },
    KEPT,
    benchmark('/'),
  ],
};
