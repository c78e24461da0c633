// SPDX-License-Identifier: MIT
// A client of HTTP and HTTPS, for servers in guests.
import { request as startHttp, type Agent, type IncomingHttpHeaders } from 'node:http';
import { request as startHttps } from 'node:https';

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Of the client: the same for requests over one connection. */
  readonly port: number | undefined;
}

export interface RequestOptions {
  readonly agent?: Agent;
  readonly headers?: Readonly<Record<string, string>>;
  /** With it the request is a POST. */
  readonly body?: Uint8Array;
}

/** Sends one request and takes the whole answer. */
export function request(url: string, { agent, headers = {}, body }: RequestOptions = {}): Promise<Answer> {
  const start = url.startsWith('https:') ? startHttps : startHttp;
  const method = body === undefined ? 'GET' : 'POST';
  return new Promise((resolve, reject) => {
    const sent = start(url, { method, headers, ...(agent === undefined ? {} : { agent }) }, (response) => {
      const parts: Buffer[] = [];
      const port = response.socket.localPort;
      response.on('error', reject);
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts), port }),
      );
    });
    sent.on('error', reject).end(body);
  });
}
