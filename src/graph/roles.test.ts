// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Component, ComponentSet, Profile } from '../component/index.ts';
import { componentGraph } from './component-graph.ts';
import { resolveComponents, type Switch } from './resolve.ts';
import { chooseFiller, defaultFiller } from './roles.ts';

function component(name: string, rest: Partial<Component>): [string, Component] {
  const folder = `kernel/${name.replaceAll('-', '/')}`;
  const place = { file: `${folder}/component.ts` };
  const always = { kind: 'feature', side: 'program', sources: [], interposable: [] } as const;
  return [
    name,
    { name, folder, summary: name, place, requires: [], upstreamSources: [], ...always, ...rest },
  ];
}

const SET: ComponentSet = {
  root: '/tree',
  mode: 'release',
  components: new Map([
    component('libc', { requiresOne: { allocator: 'libc-slab' } }),
    component('libc-buddy', { fills: 'allocator', requires: ['libc'] }),
    component('libc-slab', { fills: 'allocator', requires: ['libc'] }),
    component('sound', {}),
  ]),
};

function profile(components: Profile['components']): Profile {
  const place = { file: 'profiles/x64/test.ts' };
  return { name: 'test', summary: 'A profile', components, place, placeOf: () => place };
}

function switched(...words: string[]): Switch[] {
  return words.map((word) => {
    const [name = '', value] = word.split('=');
    return { name, on: value === 'on', by: `--component ${word}` };
  });
}

function resolved(components: Profile['components'], ...words: string[]) {
  const selection = resolveComponents(SET, profile(components), switched(...words));
  return selection.ok
    ? selection.value.selected.map((each) => each.component.name)
    : selection.diagnostics.map(({ message, help }) => [message, help]);
}

test('resolveComponents fills a role with its default, after the component that needs it filled', () => {
  assert.deepEqual(resolved(['libc']), ['libc', 'libc-slab']);
  assert.deepEqual(resolved(['sound']), ['sound']);
});

test('resolveComponents fills a role with the component that a switch or a profile names', () => {
  assert.deepEqual(resolved(['libc'], 'libc-buddy=on'), ['libc', 'libc-buddy']);
  assert.deepEqual(resolved(['libc', 'libc-buddy'], 'libc-buddy=on'), ['libc', 'libc-buddy']);
  assert.deepEqual(resolved([], 'libc-buddy=on'), ['libc', 'libc-buddy']);
});

test('resolveComponents takes one component for each role into the universal kernel', () => {
  assert.deepEqual(resolved('all'), ['libc', 'libc-slab', 'sound']);
  assert.deepEqual(resolved('all', 'libc-buddy=on'), ['libc', 'libc-buddy', 'sound']);
});

test('resolveComponents says: a kernel has one allocator, not two', () => {
  assert.deepEqual(resolved(['libc', 'libc-slab'], 'libc-buddy=on'), [
    [
      'a kernel has one allocator, not two: libc-slab (named by profile test), libc-buddy (switched on by --component libc-buddy=on)',
      'leave one of them out',
    ],
  ]);
});

test('resolveComponents says: with --component libc-slab=off a kernel has no allocator', () => {
  assert.deepEqual(resolved(['libc'], 'libc-slab=off'), [
    ['with --component libc-slab=off a kernel has no allocator', 'switch another one on: libc-buddy'],
  ]);
  assert.deepEqual(resolved(['libc'], 'libc-slab=off', 'libc-buddy=on'), ['libc', 'libc-buddy']);
});

test('resolveComponents leaves the default of a role off in a kernel where nobody needs it filled', () => {
  assert.deepEqual(resolved(['sound'], 'libc-slab=off'), ['sound']);
});

test('componentGraph tells by whom a component is required in its role', () => {
  const selection = resolveComponents(SET, profile(['libc']));
  assert.ok(selection.ok);
  const nodes = componentGraph(SET, selection.value).filter(({ fills }) => fills === 'allocator');
  assert.deepEqual(
    nodes.map(({ name, requiredBy, reason }) => [name, requiredBy, reason?.kind]),
    [
      ['libc-buddy', ['libc'], undefined],
      ['libc-slab', ['libc'], 'required'],
    ],
  );
});

test('chooseFiller finds a component by its folder, and says what there is otherwise', () => {
  assert.deepEqual(chooseFiller(SET, 'allocator', 'buddy', '--allocator'), {
    ok: true,
    value: { name: 'libc-buddy', on: true, by: '--allocator' },
  });
  const near = chooseFiller(SET, 'allocator', 'slap', '--allocator');
  assert.ok(!near.ok);
  assert.equal(near.diagnostics[0].message, '--allocator names "slap", but there is no such allocator');
  assert.equal(near.diagnostics[0].help, 'did you mean "slab"?');
  const far = chooseFiller(SET, 'allocator', 'jemalloc', '--allocator');
  assert.equal(far.ok ? '' : far.diagnostics[0].help, 'there are buddy, slab');
});

test('defaultFiller is what the component names that needs the role filled', () => {
  assert.equal(defaultFiller(SET, 'allocator'), 'libc-slab');
  assert.equal(defaultFiller(SET, 'scheduler'), undefined);
});
