// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestName } from './nearest-name.ts';

const names = ['virtio-blk', 'virtio-rng', 'rofs', 'ramfs', 'pci'];

test('nearestName finds the name behind a typing error', () => {
  assert.equal(nearestName('virtio-bkl', names), 'virtio-blk');
  assert.equal(nearestName('virtioblk', names), 'virtio-blk');
  assert.equal(nearestName('rfs', names), 'rofs');
  assert.equal(nearestName('PCI', names), 'pci');
});

test('nearestName gives nothing for a word that resembles no name', () => {
  assert.equal(nearestName('ethernet', names), undefined);
  assert.equal(nearestName('', names), undefined);
  assert.equal(nearestName('x', []), undefined);
});
