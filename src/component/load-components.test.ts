// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { join } from '../util/index.ts';
import { declarationFiles, makeTree } from '../util/test-tree.ts';
import { loadComponents } from './load-components.ts';

const core = { summary: 'What all need', kind: 'core' };

async function complaints(context: TestContext, files: Readonly<Record<string, string>>) {
  const root = makeTree(context, files);
  const loaded = await loadComponents(root);
  assert.ok(!loaded.ok);
  return loaded.diagnostics.map(({ message, help, place }) => ({
    message,
    help,
    place: place?.file.slice(root.length + 1),
    line: place?.line,
  }));
}

test('loadComponents names components by their folders and finds their sources', async (context) => {
  const root = makeTree(context, {
    ...declarationFiles('kernel/arch/x86_64/component', core),
    ...declarationFiles('kernel/fs/rofs/component', {
      summary: 'ROFS',
      kind: 'filesystem',
      requires: ['virtio-blk'],
    }),
    ...declarationFiles('kernel/drivers/virtio-blk/component', { summary: 'Disks', kind: 'driver' }),
    'kernel/arch/x86_64/start.S': '',
    'kernel/arch/x86_64/page.c': '',
    'kernel/arch/x86_64/apic/local.c': '',
    'kernel/arch/x86_64/test/page.c': '',
    'kernel/arch/x86_64/include/arch/page.h': '',
    'kernel/fs/rofs/read.c': '',
  });
  const loaded = await loadComponents(root);
  assert.ok(loaded.ok);
  assert.deepEqual([...loaded.value.components.keys()], ['arch-x86_64', 'rofs', 'virtio-blk']);
  assert.deepEqual(loaded.value.components.get('arch-x86_64')?.sources, [
    'kernel/arch/x86_64/apic/local.c',
    'kernel/arch/x86_64/page.c',
    'kernel/arch/x86_64/start.S',
  ]);
  assert.deepEqual(loaded.value.components.get('rofs'), {
    name: 'rofs',
    folder: 'kernel/fs/rofs',
    sources: ['kernel/fs/rofs/read.c'],
    summary: 'ROFS',
    kind: 'filesystem',
    requires: ['virtio-blk'],
    side: 'kernel',
    interposable: [],
    upstreamSources: [],
    place: { file: join(root, 'kernel/fs/rofs/component.ts') },
  });
});

test('loadComponents says: component "rofs" requires "virtio-bkl", which is not a component', async (context) => {
  const found = await complaints(context, {
    ...declarationFiles('kernel/fs/rofs/component', {
      summary: 'ROFS',
      kind: 'filesystem',
      requires: ['virtio-bkl'],
    }),
    ...declarationFiles('kernel/drivers/virtio-blk/component', { summary: 'Disks', kind: 'driver' }),
  });
  assert.deepEqual(found, [
    {
      message: 'component "rofs" requires "virtio-bkl", which is not a component',
      help: 'did you mean "virtio-blk"?',
      place: 'kernel/fs/rofs/component.ts',
      line: 5,
    },
  ]);
});

test('loadComponents says: a component has no key "require"', async (context) => {
  const found = await complaints(context, declarationFiles('kernel/mm/component', { ...core, require: [] }));
  assert.equal(found[0]?.message, 'a component has no key "require"');
  assert.equal(found[0].help, 'did you mean "requires"?');
  assert.equal(found[0].line, 4);
});

test('loadComponents says: there is no kind of component "drivers"', async (context) => {
  const found = await complaints(
    context,
    declarationFiles('kernel/pci/component', { summary: 'PCI', kind: 'drivers' }),
  );
  assert.equal(found[0]?.message, 'there is no kind of component "drivers"');
  assert.equal(found[0].help, 'the kinds are core, driver, filesystem, feature');
});

test('loadComponents says: the declaration of this component lacks "kind"', async (context) => {
  const found = await complaints(context, declarationFiles('kernel/pci/component', { summary: 'PCI' }));
  assert.equal(found[0]?.message, 'the declaration of this component lacks "kind"');
});

test('loadComponents says: "summary" of this component is "Ends in a stop."', async (context) => {
  const found = await complaints(
    context,
    declarationFiles('kernel/a/component', { ...core, summary: 'Ends in a stop.' }),
  );
  assert.match(
    found[0]?.message ?? '',
    /^"summary" of this component is "Ends in a stop\."; expected one line/,
  );
});

test('loadComponents says: component "libc" wants "slap" as its allocator, but no such component ...', async (context) => {
  const feature = { summary: 'What some need', kind: 'feature' };
  const found = await complaints(context, {
    ...declarationFiles('kernel/libc/component', { ...feature, requiresOne: { allocator: 'slap' } }),
    ...declarationFiles('kernel/slab/component', { ...feature, fills: 'allocator' }),
  });
  assert.equal(
    found[0]?.message,
    'component "libc" wants "slap" as its allocator, but no such component fills that role',
  );
  assert.equal(found[0].help, 'did you mean "slab"?');
});

test('loadComponents says: "mm" is core and requires "pci", a driver', async (context) => {
  const found = await complaints(context, {
    ...declarationFiles('kernel/mm/component', { ...core, requires: ['pci'] }),
    ...declarationFiles('kernel/drivers/pci/component', { summary: 'PCI', kind: 'driver' }),
  });
  assert.match(found[0]?.message ?? '', /^"mm" is core and requires "pci", a driver/);
});

test('loadComponents says: two folders are the component "pci"', async (context) => {
  const found = await complaints(context, {
    ...declarationFiles('kernel/drivers/pci/component', core),
    ...declarationFiles('kernel/pci/component', core),
  });
  assert.match(found[0]?.message ?? '', /^two folders are the component "pci"/);
});

test('loadComponents says: this source file belongs to no component', async (context) => {
  const found = await complaints(context, {
    ...declarationFiles('kernel/mm/component', core),
    'kernel/sched/sched.c': '',
  });
  assert.deepEqual(
    [found[0]?.message, found[0]?.place],
    ['this source file belongs to no component', 'kernel/sched/sched.c'],
  );
});

test('loadComponents says: the declaration of this component has not been compiled', async (context) => {
  const found = await complaints(context, { 'kernel/mm/component.ts': '' });
  assert.equal(found[0]?.message, 'the declaration of this component has not been compiled');
});

test('loadComponents says: the file exports no declaration of a component', async (context) => {
  const found = await complaints(context, {
    ...declarationFiles('kernel/mm/component', core),
    'build/js/kernel/mm/component.js': 'export const x = 1;',
  });
  assert.equal(found[0]?.help, 'write: export default defineComponent({ ... })');
});

test('loadComponents says: the declaration of this component threw: no', async (context) => {
  const found = await complaints(context, {
    ...declarationFiles('kernel/mm/component', core),
    'build/js/kernel/mm/component.js': 'throw new Error("no");',
  });
  assert.equal(found[0]?.message, 'the declaration of this component threw: no');
});

test('loadComponents says: no folder below kernel/ declares a component', async (context) => {
  const found = await complaints(context, { 'kernel/README.md': '' });
  assert.equal(found[0]?.message, 'no folder below kernel/ declares a component');
});
