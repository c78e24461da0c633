// SPDX-License-Identifier: MIT
// Servers of Debian in apps/, as `./thimble run -p PORT:PORT NAME` starts them, and clients on the host.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { test } from 'node:test';
import { join, readText, spawn, writeWhole } from '../../src/util/index.ts';
import { makeTestFolder } from './compare.ts';
import { request } from './http.ts';
import { serve } from './serve.ts';
import { Talk } from './talk.ts';

const KEYS = Array.from({ length: 10_000 }, (_, at) => ({ key: `key:${at}`, value: `value ${at * 7919}` }));

/** A command as Redis's clients send it (RESP). */
function command(...words: string[]): string {
  return `*${words.length}\r\n${words.map(bulk).join('')}`;
}

function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`;
}

for (const cpus of ['1', '2'])
  test(`redis on ${cpus} CPUs keeps 10,000 keys, runs scripts, passes messages on, and ends itself when asked to`, async () => {
    const end = await serve(
      { options: ['--cpus', cpus], program: 'redis', ports: [6379], ready: /Ready to accept/ },
      async ([port = 0]) => {
        const client = await Talk.to(port);
        const stored = '+OK\r\n'.repeat(KEYS.length);
        const sets = KEYS.map(({ key, value }) => command('SET', key, value)).join('');
        assert.equal(await client.ask(sets, stored), stored);
        const values = KEYS.map(({ value }) => bulk(value)).join('');
        assert.equal(await client.ask(KEYS.map(({ key }) => command('GET', key)).join(''), values), values);
        const script = "return redis.call('get', KEYS[1]) .. '!'";
        const answer = bulk(`${KEYS[5]?.value}!`);
        assert.equal(await client.ask(command('EVAL', script, '1', 'key:5'), answer), answer);

        const listener = await Talk.to(port);
        const subscribed = `*3\r\n${bulk('subscribe')}${bulk('news')}:1\r\n`;
        assert.equal(await listener.ask(command('SUBSCRIBE', 'news'), subscribed), subscribed);
        assert.equal(await client.ask(command('PUBLISH', 'news', 'hello'), ':1\r\n'), ':1\r\n');
        const message = `*3\r\n${bulk('message')}${bulk('news')}${bulk('hello')}`;
        assert.equal(await listener.hear(message.length), message);
        listener.end();
        client.end();
      },
    );
    assert.equal(end.code, 0);
    assert.match(end.output, /Received SIGINT scheduling shutdown[^]*Redis is now ready to exit, bye bye/);
  });

test('redis saves its data to files when asked to, and appends each change', async () => {
  const args = ['--dir', '/tmp', '--appendonly', 'yes', '--enable-debug-command', 'yes'];
  await serve({ program: 'redis', args, ports: [6379], ready: /Ready to accept/ }, async ([port = 0]) => {
    const client = await Talk.to(port);
    const stored = '+OK\r\n'.repeat(1000);
    const some = KEYS.slice(0, 1000);
    assert.equal(
      await client.ask(some.map(({ key, value }) => command('SET', key, value)).join(''), stored),
      stored,
    );
    assert.equal(await client.ask(command('SAVE'), '+OK\r\n'), '+OK\r\n');
    // Reads back what it has appended, after forgetting what it holds.
    assert.equal(await client.ask(command('DEBUG', 'LOADAOF'), '+OK\r\n'), '+OK\r\n');
    const value = bulk(some[999]?.value ?? '');
    assert.equal(await client.ask(command('GET', 'key:999'), value), value);
    client.end();
  });
});

for (const cpus of ['1', '2'])
  test(`memcached on ${cpus} CPUs keeps what it is given, and tells of it`, async () => {
    await serve(
      { options: ['--cpus', cpus], program: 'memcached', ports: [11_211], ready: /which listens/ },
      async ([port = 0]) => {
        const client = await Talk.to(port);
        const some = KEYS.slice(0, 2000);
        const stored = 'STORED\r\n'.repeat(some.length);
        const sets = some.map(({ key, value }) => `set ${key} 0 0 ${value.length}\r\n${value}\r\n`).join('');
        assert.equal(await client.ask(sets, stored), stored);
        for (const { key, value } of some.filter((_, at) => at % 100 === 0)) {
          const answer = `VALUE ${key} 0 ${value.length}\r\n${value}\r\nEND\r\n`;
          assert.equal(await client.ask(`get ${key}\r\n`, answer), answer);
        }
        assert.equal(await client.ask('get nothing\r\n', 'END\r\n'), 'END\r\n');
        client.end();
      },
    );
  });

test('nginx serves a site: a large file, ranges of it, and many requests over one connection', async (t) => {
  const folder = makeTestFolder();
  t.after(() => folder.remove());
  const large = randomBytes(50 * 2 ** 20);
  assert.ok(writeWhole(join(folder.path, 'large.bin'), large).ok);
  assert.ok(writeWhole(join(folder.path, 'index.html'), 'a page\n').ok);
  const server = {
    options: ['--file', `/www=${folder.path}`],
    program: 'nginx',
    ports: [80],
    ready: /which listens/,
  };
  await serve(server, async ([port = 0]) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const get = (path: string, headers: Record<string, string> = {}) =>
      request(`http://127.0.0.1:${port}${path}`, { agent, headers });
    const first = await get('/');
    assert.deepEqual([first.status, first.body.toString()], [200, 'a page\n']);
    assert.equal(first.headers['content-type'], 'text/html');
    const whole = await get('/large.bin');
    assert.ok(whole.body.equals(large), 'the large file arrives unchanged');
    const range = await get('/large.bin', { range: 'bytes=1000000-1999999' });
    assert.equal(range.status, 206);
    assert.ok(range.body.equals(large.subarray(1_000_000, 2_000_000)), 'a part of it arrives unchanged');
    assert.equal((await get('/missing')).status, 404);
    for (let at = 0; at < 100; at++) assert.equal((await get('/')).port, first.port);
    agent.destroy();
  });
});

test('nginx serves over TLS, with a certificate of its own', async (t) => {
  const folder = makeTestFolder();
  t.after(() => folder.remove());
  const large = randomBytes(2_000_000);
  assert.ok(writeWhole(join(folder.path, 'www/large.bin'), large).ok);
  const [key, certificate] = [join(folder.path, 'key.pem'), join(folder.path, 'certificate.pem')];
  const words = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
  ];
  const made = await spawn('openssl', [...words, '-subj', '/CN=guest', '-keyout', key, '-out', certificate]);
  assert.ok(made.kind === 'exited' && made.code === 0, JSON.stringify(made));
  const configuration = `daemon off; master_process off; user root; pid /tmp/pid; error_log /dev/stderr;
    events {}
    http { access_log off; client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fcgi;
      uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
      server { listen 443 ssl; ssl_certificate /etc/ssl/certificate.pem; ssl_certificate_key /etc/ssl/key.pem; root /www; } }`;
  assert.ok(writeWhole(join(folder.path, 'nginx.conf'), configuration).ok);
  const files = {
    '/etc/nginx/nginx.conf': 'nginx.conf',
    '/etc/ssl/key.pem': 'key.pem',
    '/etc/ssl/certificate.pem': 'certificate.pem',
    '/www': 'www',
  };
  const options = Object.entries(files).flatMap(([guest, host]) => [
    '--file',
    `${guest}=${join(folder.path, host)}`,
  ]);
  await serve({ options, program: 'nginx', ports: [443], ready: /which listens/ }, async ([port = 0]) => {
    const trusted = readText(certificate);
    const agent = new TlsAgent({ ca: trusted.ok ? trusted.value : '', servername: 'guest', keepAlive: true });
    const answer = await request(`https://127.0.0.1:${port}/large.bin`, { agent });
    assert.ok(answer.body.equals(large), 'the file arrives unchanged');
    agent.destroy();
  });
});
