// SPDX-License-Identifier: MIT
// Servers of Debian in guests, and clients on the host.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { join, writeWhole } from '../../src/util/index.ts';
import { makeTestFolder } from './compare.ts';
import { serve } from './serve.ts';

const folder = makeTestFolder();
const page = 'a page from a guest\n';
const large = randomBytes(5_000_000);

before(() => {
  assert.ok(writeWhole(join(folder.path, 'index.html'), page).ok);
  assert.ok(writeWhole(join(folder.path, 'large'), large).ok);
});
after(() => folder.remove());

test('python3 -m http.server serves pages and large files to several clients at once', async () => {
  const files = ['--file', '/usr/lib/python3.11=/usr/lib/python3.11', '--file', `/www=${folder.path}`];
  const server = {
    options: ['--memory', '128M', ...files],
    program: '/usr/bin/python3',
    args: ['-u', '-m', 'http.server', '-d', '/www', '80'],
    ports: [80],
    ready: /Serving HTTP/,
  };
  await serve(server, async ([port]) => {
    const get = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}/${path}`);
      return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
    };
    const first = await get('index.html');
    assert.deepEqual([first.status, first.body.toString()], [200, page]);
    assert.equal((await get('missing')).status, 404);
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, at) => get(at === 3 ? 'large' : 'index.html')),
    );
    assert.ok(all[3]?.body.equals(large), 'the large file arrives unchanged');
    assert.ok(all.every(({ body }, at) => at === 3 || body.toString() === page));
  });
});
