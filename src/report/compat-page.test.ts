// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompatRow } from './compat.ts';
import { namesInCompatPage, splitCompatPage, updateCompatPage } from './compat-page.ts';
import { mergeServerRows, renderServers, sameEverywhere, type ServerRow } from './compat-servers.ts';

const SAME = { kind: 'same' } as const;
const NOT_TRIED = { kind: 'not-tried' } as const;

const PROGRAM: CompatRow = {
  name: 'a|b',
  package: 'x',
  command: 'x -a',
  kernel: { kind: 'differs', how: 'exit code 1 instead of 0' },
  image: SAME,
};

const REDIS: ServerRow = {
  name: 'redis',
  package: 'redis-server',
  clients: ['redis-cli', 'redis-benchmark'],
  talks: ['values', 'scripts'],
  isStatic: false,
  outcomes: {
    kernel1: SAME,
    kernel2: { kind: 'differs', how: 'scripts: exit code 1 instead of 0' },
    image1: SAME,
    image2: SAME,
  },
};

const GO: ServerRow = {
  name: 'go',
  package: '-',
  clients: ['curl'],
  talks: ['a page'],
  isStatic: true,
  outcomes: { kernel1: NOT_TRIED, kernel2: NOT_TRIED, image1: SAME, image2: SAME },
};

test('renderServers has a row for each server, tells what its clients do, and what differs', () => {
  const text = renderServers([REDIS, GO]);
  assert.match(
    text,
    /^\| redis \| redis-server \| redis-cli, redis-benchmark \| same \| differs \| same \| same \|$/m,
  );
  assert.match(text, /^\| go \| - \| curl \| static \| static \| same \| same \|$/m);
  assert.match(text, /^- redis: values; scripts$/m);
  assert.match(text, /^- redis, `--libc=kernel`, 2 CPUs: differs, scripts: exit code 1 instead of 0$/m);
  assert.match(text, /^Of 2 servers, 1 do the same /m);
});

test('sameEverywhere asks nothing of a libc that a static server does not have', () => {
  assert.equal(sameEverywhere([GO]), 1);
  assert.equal(sameEverywhere([{ ...GO, isStatic: false }]), 0);
});

test('sameEverywhere asks nothing of variants that are not wanted', () => {
  assert.equal(sameEverywhere([REDIS], ['kernel1']), 1);
  assert.equal(sameEverywhere([REDIS], ['kernel1', 'kernel2']), 0);
});

test('updateCompatPage keeps what the page says of the kind of which there is nothing new', () => {
  const whole = updateCompatPage('', { programs: [PROGRAM], servers: [REDIS] }, 'Debian');
  assert.deepEqual(namesInCompatPage(whole), { programs: ['a|b'], servers: ['redis'] });
  const servers = updateCompatPage(whole, { programs: [], servers: [REDIS, GO] }, 'Debian');
  assert.deepEqual(namesInCompatPage(servers), { programs: ['a|b'], servers: ['redis', 'go'] });
  assert.equal(splitCompatPage(servers).programs, splitCompatPage(whole).programs);
  const programs = updateCompatPage(
    servers,
    { programs: [{ ...PROGRAM, name: 'c' }], servers: [] },
    'Debian',
  );
  assert.deepEqual(namesInCompatPage(programs), { programs: ['c'], servers: ['redis', 'go'] });
  assert.equal(splitCompatPage(programs).servers, splitCompatPage(servers).servers);
});

test('mergeServerRows takes of each server and variant what was tried last, in the order of the names', () => {
  const one: ServerRow = { ...REDIS, outcomes: { ...REDIS.outcomes, kernel2: SAME, image2: NOT_TRIED } };
  const merged = mergeServerRows([[REDIS], [one, GO]], ['go', 'redis', 'gone']);
  assert.deepEqual(merged, [GO, { ...REDIS, outcomes: { ...REDIS.outcomes, kernel2: SAME } }]);
});
