// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choice, count, pairs, parseDuration, parseSize } from './options.ts';

function complaint(result: {
  ok: boolean;
  diagnostics?: readonly { message: string; help?: string }[];
}): string {
  const [first] = result.diagnostics ?? [];
  return `${first?.message ?? ''} ${first?.help ?? ''}`;
}

test('parseSize reads K, M and G, and counts MiB without a unit', () => {
  assert.equal(parseSize('1408K'), 1408 * 1024);
  assert.equal(parseSize('64M'), 64 * 1024 * 1024);
  assert.equal(parseSize('64'), 64 * 1024 * 1024);
  assert.equal(parseSize('2g'), 2 * 1024 ** 3);
  assert.equal(parseSize('2GiB'), 2 * 1024 ** 3);
});

test('parseSize refuses what is no size', () => {
  for (const word of ['', '0', '-1', '1.5M', 'M', '64T', '64 M', '12345678901M']) {
    assert.equal(parseSize(word), undefined, word);
  }
});

test('parseDuration reads ms, s and m, and counts seconds without a unit', () => {
  assert.equal(parseDuration('500ms'), 500);
  assert.equal(parseDuration('1.5'), 1500);
  assert.equal(parseDuration('30s'), 30_000);
  assert.equal(parseDuration('2m'), 120_000);
});

test('parseDuration refuses what is no time, and what no timer can wait for', () => {
  for (const word of ['', '0', '-1', '5h', 's', '1e3', '99999999'])
    assert.equal(parseDuration(word), undefined, word);
});

test('choice names the nearest choice', () => {
  const machine = choice('--machine NAME', 'machine', ['microvm', 'q35'], 'microvm');
  assert.deepEqual(machine.read([]), { ok: true, value: 'microvm' });
  assert.deepEqual(machine.read(['microvm', 'q35']), { ok: true, value: 'q35' });
  assert.match(
    complaint(machine.read(['micorvm'])),
    /--machine is "micorvm"; expected microvm or q35 did you mean "microvm"/,
  );
});

test('count keeps to its bounds', () => {
  const cpus = count('--cpus N', 'CPUs', 1, 64, 1);
  assert.deepEqual(cpus.read(['64']), { ok: true, value: 64 });
  for (const word of ['0', '65', '1.5', 'two'])
    assert.match(complaint(cpus.read([word])), /a whole number from 1 to 64/);
});

test('pairs splits at the first = and refuses a key that does not fit', () => {
  const env = pairs('--env K=V', 'environment', /^[^=]+$/, 'NAME=VALUE');
  const read = env.read(['A=1', 'B=x=y', 'A=2', 'C=']);
  assert.ok(read.ok);
  assert.deepEqual(
    [...read.value],
    [
      ['A', '2'],
      ['B', 'x=y'],
      ['C', ''],
    ],
  );
  assert.match(complaint(env.read(['A'])), /--env is "A"; expected NAME=VALUE/);
  assert.match(complaint(env.read(['=1'])), /expected NAME=VALUE/);
});
