// SPDX-License-Identifier: MIT
import type { CompatServer } from '../../../src/cli/compat-server.ts';
import { AB, benchmark, CURL, LARGE, PAGES, SITE } from '../support/site.ts';

export const server: CompatServer = {
  name: 'python-httpserver',
  package: 'python3',
  ports: { PORT: 8000 },
  fixtures: SITE,
  files: { '/www': 'site' },
  clients: [CURL, AB],
  talks: [PAGES, LARGE, benchmark('/index.html', 100)],
};
