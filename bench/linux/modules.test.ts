// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadOrder, modinfoValues } from './modules.ts';

test('modinfoValues gives the values of one key only', () => {
  const modinfo = new TextEncoder().encode('license=GPL\0depends=virtio,virtio_ring\0name=virtio_blk\0');
  assert.deepEqual(modinfoValues(modinfo, 'depends'), ['virtio,virtio_ring']);
  assert.deepEqual(modinfoValues(modinfo, 'alias'), []);
});

test('loadOrder names a module that the package lacks', () => {
  const order = loadOrder(['virtio_blk'], new Map());
  assert.equal(order.ok ? '' : order.diagnostics[0].code, 'bench/no-such-module');
});
