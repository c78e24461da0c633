// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join } from '../util/index.ts';
import { declarationFiles, makeTree } from '../util/test-tree.ts';
import { appNames, loadApp, loadProfile, profileNames } from './load-named.ts';

test('loadProfile reads a profile and knows where it names a component', async (context) => {
  const root = makeTree(context, {
    ...declarationFiles('profiles/x64/q35', { summary: 'PCI machines', components: ['pci', 'virtio-pci'] }),
  });
  assert.deepEqual(profileNames(root), ['q35']);
  const profile = await loadProfile(root, 'q35');
  assert.ok(profile.ok);
  assert.deepEqual(profile.value.components, ['pci', 'virtio-pci']);
  const file = join(root, 'profiles/x64/q35.ts');
  assert.deepEqual(profile.value.placeOf('pci'), { file, line: 4, column: 6 });
  assert.deepEqual(profile.value.placeOf('virtio-pci'), { file, line: 5, column: 6 });
});

test('loadProfile says: there is no profile "q53"', async (context) => {
  const root = makeTree(context, declarationFiles('profiles/x64/q35', { summary: 'PCI', components: 'all' }));
  const profile = await loadProfile(root, 'q53');
  assert.ok(!profile.ok);
  assert.equal(profile.diagnostics[0].message, 'there is no profile "q53"');
  assert.equal(profile.diagnostics[0].help, 'did you mean "q35"?');
});

test('loadApp reads an app, and says which values are wrong', async (context) => {
  const root = makeTree(context, {
    ...declarationFiles('apps/shell/app', { summary: 'A shell', program: '/bin/busybox', args: ['sh'] }),
    ...declarationFiles('apps/broken/app', { summary: 'Broken', program: 7, memory: 'much' }),
  });
  assert.deepEqual(appNames(root), ['broken', 'shell']);
  const shell = await loadApp(root, 'shell');
  assert.ok(shell.ok);
  assert.equal(shell.value.folder, join(root, 'apps/shell'));
  const broken = await loadApp(root, 'broken');
  assert.ok(!broken.ok);
  assert.deepEqual(
    broken.diagnostics.map(({ message }) => message),
    [
      '"program" of this app is 7; expected (string | Object)',
      '"memory" of this app is "much"; expected a size such as "64M"',
    ],
  );
});
