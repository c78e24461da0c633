// SPDX-License-Identifier: MIT
import type { CompatServer } from '../../../src/cli/compat-server.ts';
import { AB, benchmark, CURL, KEPT, LARGE, PAGES, RANGES, SITE } from '../support/site.ts';

export const server: CompatServer = {
  name: 'lighttpd',
  package: 'lighttpd',
  ports: { PORT: 80 },
  fixtures: SITE,
  files: { '/www': 'site' },
  clients: [CURL, AB],
  talks: [PAGES, LARGE, RANGES, KEPT, benchmark('/index.html')],
};
