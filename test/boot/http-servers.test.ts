// SPDX-License-Identifier: MIT
// HTTP servers of apps/ beside nginx, and clients on the host.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { request } from './http.ts';
import { serve } from './serve.ts';

test('golang-httpserver answers, takes what is posted, and ends itself when asked to', async () => {
  const server = { program: 'golang-httpserver', ports: [8080], ready: /which listens/ };
  const end = await serve(server, async ([port = 0]) => {
    const url = `http://127.0.0.1:${port}`;
    assert.match((await request(`${url}/`)).body.toString(), /^Hello from go1\.\d+.* on 1 CPU!\n$/);
    const body = randomBytes(5_000_000);
    const sum = createHash('sha256').update(body).digest('hex');
    assert.equal((await request(`${url}/sha256`, { body })).body.toString(), `${sum}\n`);
    const collected = await Promise.all(Array.from({ length: 4 }, () => request(`${url}/garbage`)));
    assert.deepEqual(
      collected.map((answer) => answer.body.toString()),
      Array(4).fill(`${1024 * 1000 + (999 * 1000) / 2}\n`),
    );
  });
  assert.equal(end.code, 0);
  assert.match(end.output, /ended after 6 requests/);
});

test('lighttpd serves its site and ends itself when asked to', async () => {
  const server = { program: 'lighttpd', ports: [80], ready: /which listens/ };
  const end = await serve(server, async ([port = 0]) => {
    const page = await request(`http://127.0.0.1:${port}/`);
    assert.deepEqual([page.status, page.headers['content-type']], [200, 'text/html']);
    assert.match(page.body.toString(), /A page from a guest/);
    assert.equal((await request(`http://127.0.0.1:${port}/absent`)).status, 404);
  });
  assert.equal(end.code, 0);
  assert.match(end.output, /server stopped by UID = 0/);
});

test('haproxy passes requests on to a server outside of the guest', async (t) => {
  const content = randomBytes(1_000_000);
  const backend = createServer((_request, response) => response.end(content));
  await new Promise<void>((listening) => backend.listen(0, '127.0.0.1', listening));
  t.after(() => backend.close());
  const options = ['--env', `SERVER=10.0.2.2:${(backend.address() as AddressInfo).port}`];
  await serve({ options, program: 'haproxy', ports: [80], ready: /which listens/ }, async ([port = 0]) => {
    const own = await request(`http://127.0.0.1:${port}/`);
    assert.deepEqual([own.status, own.body.toString()], [200, 'Hello from HAProxy\n']);
    const passed = await request(`http://127.0.0.1:${port}/content`);
    assert.ok(passed.body.equals(content), 'what the server sent arrives unchanged');
  });
  backend.closeAllConnections();
});
