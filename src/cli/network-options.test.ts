// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import {
  networkOption,
  networkSwitches,
  parseForward,
  portForwards,
  resolveNetwork,
  tellListening,
  toldForwards,
} from './network-options.ts';

test('parseForward reads protocol, address and ports', () => {
  const local = { protocol: 'tcp', address: '127.0.0.1' };
  assert.deepEqual(parseForward('8080:80'), { ...local, hostPort: 8080, guestPort: 80 });
  assert.deepEqual(parseForward(':80'), { ...local, hostPort: 0, guestPort: 80 });
  assert.deepEqual(parseForward('udp:0.0.0.0:53:53'), {
    protocol: 'udp',
    address: '0.0.0.0',
    hostPort: 53,
    guestPort: 53,
  });
});

test('parseForward refuses what is no forward', () => {
  for (const word of [
    '',
    '80',
    '8080:',
    '8080:0',
    '70000:80',
    '80:70000',
    'icmp:1:1',
    '1.2.3.400:1:1',
    'a:b',
  ])
    assert.equal(parseForward(word), undefined, word);
});

test('portForwards shows how a forward is written', () => {
  const read = portForwards('-p', '').read(['8080']);
  assert.ok(!read.ok);
  assert.match(
    `${read.diagnostics[0].message} ${read.diagnostics[0].help ?? ''}`,
    /HOST-PORT:GUEST-PORT.*8080:80/,
  );
});

test('networkOption knows user networks and tap devices', () => {
  const option = networkOption('--net', '');
  assert.deepEqual(option.read(['user']), { ok: true, value: { kind: 'user' } });
  assert.deepEqual(option.read(['tap:tap0']), { ok: true, value: { kind: 'tap', name: 'tap0' } });
  assert.equal(option.read(['tap:a,script=/x']).ok, false);
  assert.equal(option.read(['bridge']).ok, false);
});

test('networkSwitches puts nothing into kernels without a network', () => {
  assert.deepEqual(networkSwitches({ publish: [], net: undefined }), []);
  const names = networkSwitches({ publish: [], net: { kind: 'user' } }).map(({ name }) => name);
  assert.ok(names.includes('virtio-net') && names.includes('net-inet'));
});

test('resolveNetwork chooses ports that were left to it', async () => {
  const forwards = ['tcp', 'udp'].map((protocol) => parseForward(`${protocol}::7`));
  const publish = forwards.filter((forward) => forward !== undefined);
  const network = await resolveNetwork({ publish, net: undefined });
  assert.ok(network.ok && network.value?.kind === 'user');
  assert.ok(network.value.forwards.every(({ hostPort }) => hostPort > 0));
  assert.equal(network.value.forwards.length, 2);
});

test('resolveNetwork refuses ports that somebody uses, and addresses that are not ours', async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const refusal = async (word: string): Promise<string> => {
    const forward = parseForward(word);
    assert.ok(forward !== undefined);
    const network = await resolveNetwork({ publish: [forward], net: undefined });
    assert.ok(!network.ok);
    return `${network.diagnostics[0].code} ${network.diagnostics[0].message}`;
  };
  assert.equal(
    await refusal(`${port}:80`),
    `cli/port-taken somebody uses tcp port ${port} of 127.0.0.1 already`,
  );
  assert.match(await refusal('192.0.2.1:0:80'), /^cli\/no-such-address .*192\.0\.2\.1/);
  server.close();
});

test('resolveNetwork refuses to forward ports to a tap device', async () => {
  const forward = parseForward('1:1');
  assert.ok(forward !== undefined);
  const network = await resolveNetwork({ publish: [forward], net: { kind: 'tap', name: 'tap0' } });
  assert.ok(!network.ok);
  assert.match(network.diagnostics[0].message, /tap0/);
});

test('tellListening tells of each forward once, when the guest says that it listens', () => {
  const forward = parseForward('8080:80');
  assert.ok(forward !== undefined);
  const tell = tellListening({ kind: 'user', forwards: [forward] });
  assert.equal(tell('thimble: listening tcp 81'), '');
  assert.equal(tell('thimble: listening udp 80'), '');
  const text = 'thimble: 127.0.0.1:8080 leads to tcp port 80 of the guest, which listens\n';
  assert.equal(tell('thimble: listening tcp 80'), text);
  assert.deepEqual(toldForwards(text), new Map([[80, 8080]]));
  assert.equal(tell('thimble: listening tcp 80'), '');
});
