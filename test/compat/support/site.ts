// SPDX-License-Identifier: MIT
// A site for web servers, and what clients ask of it.
import type { ServerClient, ServerTalk } from '../../../src/cli/compat-server.ts';
import { fixturePath, type CompatFixture } from '../../../src/cli/compat.ts';
import { spawn } from '../../../src/util/index.ts';
import { arbitraryBytes } from '../../boot/compare.ts';

const LARGE_BYTES = 50 * 2 ** 20;

/** Below `site`: a page and a file of 50 MiB. */
export const SITE: readonly CompatFixture[] = [
  { name: 'site/index.html', make: () => '<!DOCTYPE html><title>A page</title>\n' },
  { name: 'site/large.bin', make: () => arbitraryBytes(LARGE_BYTES) },
];

/** A key and a certificate that it has signed itself, for the name `guest`. */
export const CERTIFICATE: CompatFixture = {
  name: 'certificate.pem',
  once: true,
  make: async () => {
    const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=guest';
    const made = await spawn('openssl', [...words.split(' '), '-keyout', '-', '-out', '-']);
    if (made.kind !== 'exited' || made.code !== 0) throw new Error(JSON.stringify(made));
    return made.stdout;
  },
};

export const certificate = fixturePath(CERTIFICATE.name);

export const CURL: ServerClient = { command: '/usr/bin/curl', package: 'curl' };
export const AB: ServerClient = { command: '/usr/bin/ab', package: 'apache2-utils' };

const GET = 'curl -sS';
const STATUS = `-o page -o page -w '%{http_code} %{content_type} %{size_download}\\n'`;

/** Pages, statuses and headers. */
export const PAGES: ServerTalk = {
  name: 'pages, HEAD, 304, 404',
  script: `url="http://127.0.0.1:$PORT"
${GET} "$url/"
${GET} ${STATUS} "$url/index.html" "$url/missing"
${GET} -I "$url/index.html" > head
grep -i -E '^(HTTP|Content)' head
${GET} ${STATUS} -z "$(sed -n 's/^last-modified: \\(.*\\).$/\\1/Ip' head)" "$url/index.html"`,
  quick: true,
};

/** For servers that send files. */
export const LARGE: ServerTalk = {
  name: 'a file of 50 MiB by its checksum',
  script: `${GET} "http://127.0.0.1:$PORT/large.bin" | sha256sum`,
};

export const RANGES: ServerTalk = {
  name: 'range requests',
  script: `for range in 0-0 1000000-1999999 -5000 52428799- 52428800- 0-9,100-109; do
  ${GET} -r "$range" "http://127.0.0.1:$PORT/large.bin" -w '%{http_code} %{size_download}\\n' -o part
  grep -a -v -E '^--[0-9a-zA-Z]+(--)?.$' part | sha256sum
done`,
  varying: /^206 \d{3}$/gm,
  quick: true,
};

/** 50 requests, and how many connections they take. */
export const KEPT: ServerTalk = {
  name: '50 requests with keep-alive',
  script: `${GET} -w '%{num_connects}\\n' "http://127.0.0.1:$PORT/index.html?[1-50]" | sort | uniq -c`,
  quick: true,
};

/** What ab(1) counts; how long it took is left out. */
export function benchmark(path: string, requests = 400): ServerTalk {
  const counts =
    'Document Length|Complete requests|Failed requests|Non-2xx|Keep-Alive requests|HTML transferred';
  return {
    name: `ab, ${requests} requests, with and without keep-alive`,
    script: ['-k', '']
      .map(
        (option) =>
          `ab -q ${option} -n ${requests} -c 4 "http://127.0.0.1:$PORT${path}" | grep -E '^(${counts})'`,
      )
      .join('\n'),
  };
}
