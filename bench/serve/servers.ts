// SPDX-License-Identifier: MIT
// What is compared: servers of apps/, and what their clients ask them.
import { exactClients, redisClients, webClients, type Clients } from './clients.ts';

export interface Server {
  /** Of apps/. */
  readonly app: string;
  readonly port: number;
  /** A request with which the server shows that it serves, and how its answer begins. */
  readonly probe: { readonly request: string; readonly answer: string };
  readonly clients: readonly Clients[];
}

const CRLF = '\r\n';
const VALUE = 'x'.repeat(32);

/** Files below /www of nginx, in bytes by name. */
export const SITE: ReadonlyMap<string, number> = new Map([
  ['1k.bin', 2 ** 10],
  ['1m.bin', 2 ** 20],
]);

function httpRequest(path: string): string {
  return ['GET ' + path + ' HTTP/1.0', 'Host: guest', '', ''].join(CRLF);
}

export const SERVERS: readonly Server[] = [
  {
    app: 'redis',
    port: 6379,
    probe: { request: `PING${CRLF}`, answer: `+PONG${CRLF}` },
    clients: [
      redisClients('redis GET', 'get', 1),
      redisClients('redis SET', 'set', 1),
      redisClients('redis GET, 16 at once', 'get', 16),
      redisClients('redis SET, 16 at once', 'set', 16),
    ],
  },
  {
    app: 'memcached',
    port: 11_211,
    probe: { request: `version${CRLF}`, answer: 'VERSION ' },
    clients: [
      exactClients('memcached set', `set key 0 0 ${VALUE.length}${CRLF}${VALUE}${CRLF}`, `STORED${CRLF}`),
      exactClients(
        'memcached get',
        `get key${CRLF}`,
        `VALUE key 0 ${VALUE.length}${CRLF}${VALUE}${CRLF}END${CRLF}`,
      ),
    ],
  },
  {
    app: 'nginx',
    port: 80,
    probe: { request: httpRequest('/1k.bin'), answer: 'HTTP/1.1 200 OK' },
    clients: [webClients('nginx, 1 KiB', '/1k.bin'), webClients('nginx, 1 MiB', '/1m.bin')],
  },
  {
    app: 'golang-httpserver',
    port: 8080,
    probe: { request: httpRequest('/'), answer: 'HTTP/1.0 200 OK' },
    clients: [webClients('Go, hello', '/')],
  },
];

export function serverOf(app: string): Server {
  const server = SERVERS.find((each) => each.app === app);
  if (server === undefined) throw new Error(`${app} is no server of these`);
  return server;
}
