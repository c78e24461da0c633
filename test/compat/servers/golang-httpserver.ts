// SPDX-License-Identifier: MIT
import type { CompatServer } from '../../../src/cli/compat-server.ts';
import { AB, benchmark, CURL } from '../support/site.ts';
import { random, RANDOM } from '../support/fixtures.ts';

export const server: CompatServer = {
  name: 'golang-httpserver',
  package: 'golang-go',
  isStatic: true,
  ports: { PORT: 8080 },
  fixtures: [RANDOM],
  clients: [CURL, AB],
  talks: [
    {
      name: 'a page',
      script: 'curl -sS -i "http://127.0.0.1:$PORT/"',
      // The host may have other CPUs than the guest, and another time.
      varying: /\d+ CPU|^(Date|Content-Length): .*$/gm,
      quick: true,
    },
    {
      name: '1 MiB posted, answered with its checksum',
      script: `curl -sS --data-binary "@${random}" "http://127.0.0.1:$PORT/sha256"
curl -sS -H 'Transfer-Encoding: chunked' -H 'Expect:' --data-binary "@${random}" "http://127.0.0.1:$PORT/sha256"`,
      quick: true,
    },
    {
      name: 'garbage collected in four requests at once',
      script: 'curl -sS -Z --parallel-max 4 "http://127.0.0.1:$PORT/garbage?[1-4]"',
      quick: true,
    },
    benchmark('/sha256'),
  ],
};
