// SPDX-License-Identifier: MIT
// Clients of Redis who check every answer.
import assert from 'node:assert/strict';
import { Talk } from './talk.ts';

const KEYS = 100;
/** Requests that are sent before their answers are read. */
const BATCH = 16;

/** Numbers that are the same in every run. */
function randomBelow(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** One client, with keys of its own: `batches` times some requests that set and get values of up to a few KiB. */
async function client(host: string, port: number, number: number, batches: number): Promise<void> {
  const random = randomBelow(number);
  const values = new Map<string, string>();
  const talk = await Talk.to(port, host);
  for (let batch = 0; batch < batches; batch++) {
    let [asked, expected] = ['', ''];
    for (let at = 0; at < BATCH; at++) {
      const key = `${number}:${random(KEYS)}`;
      if (random(2) === 0) {
        const value = `${batch}.${at} `.repeat(random(400));
        values.set(key, value);
        asked += `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$${value.length}\r\n${value}\r\n`;
        expected += '+OK\r\n';
      } else {
        const value = values.get(key);
        asked += `*2\r\n$3\r\nGET\r\n$${key.length}\r\n${key}\r\n`;
        expected += value === undefined ? '$-1\r\n' : `$${value.length}\r\n${value}\r\n`;
      }
    }
    assert.equal(await talk.ask(asked, expected), expected);
  }
  talk.end();
}

/** Empties the server; then so many clients at a time, and so many batches of requests of each. Fails with the first answer that is wrong. */
export async function redisTraffic(
  host: string,
  port: number,
  clients: number,
  batches: number,
): Promise<void> {
  const first = await Talk.to(port, host);
  assert.equal(await first.ask('FLUSHALL\r\n', '+OK\r\n'), '+OK\r\n');
  first.end();
  await Promise.all(Array.from({ length: clients }, (_, at) => client(host, port, at + 1, batches)));
}
