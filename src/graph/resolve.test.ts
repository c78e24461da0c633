// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Component, ComponentSet, Profile } from '../component/index.ts';
import { componentGraph } from './component-graph.ts';
import { explainComponent, renderReason } from './explain.ts';
import { resolveComponents, type Switch } from './resolve.ts';

function makeSet(edges: Readonly<Record<string, readonly string[]>>, core: readonly string[]): ComponentSet {
  const components = Object.entries(edges).map(([name, requires]): [string, Component] => {
    const folder = `kernel/${name}`;
    const kind = core.includes(name) ? 'core' : 'driver';
    const place = { file: `${folder}/component.ts` };
    return [
      name,
      {
        name,
        folder,
        kind,
        summary: name,
        sources: [],
        interposable: [],
        upstreamSources: [],
        side: 'kernel',
        requires,
        place,
      },
    ];
  });
  return {
    root: '/tree',
    mode: 'release',
    components: new Map(components.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function makeProfile(components: Profile['components']): Profile {
  const place = { file: 'profiles/x64/test.ts' };
  return { name: 'test', summary: 'A profile', components, place, placeOf: () => ({ ...place, line: 3 }) };
}

const tree = makeSet(
  { mm: ['sched'], sched: ['mm'], rofs: ['block'], block: [], disk: ['block', 'bus'], bus: [], sound: [] },
  ['mm', 'sched'],
);

const on = (name: string): Switch => ({ name, on: true, by: `--component ${name}=on` });

test('resolveComponents gives the closed set, each with its reason, required ones first', () => {
  const resolved = resolveComponents(tree, makeProfile(['rofs', 'disk']));
  assert.ok(resolved.ok);
  assert.deepEqual(
    resolved.value.selected.map(({ component, reason }) => `${component.name}: ${renderReason(reason)}`),
    [
      'sched: core',
      'mm: core',
      'block: required by disk',
      'bus: required by disk',
      'disk: named by profile test',
      'rofs: named by profile test',
    ],
  );
});

test('resolveComponents does not depend on the order in which a profile names components', () => {
  const one = resolveComponents(tree, makeProfile(['rofs', 'disk']));
  const other = resolveComponents(tree, makeProfile(['disk', 'rofs']));
  assert.deepEqual(one, other);
});

test('resolveComponents takes everything for the profile that names all, and adds explicit components', () => {
  const universal = resolveComponents(tree, makeProfile('all'));
  assert.ok(universal.ok);
  assert.equal(universal.value.selected.length, tree.components.size);
  const small = resolveComponents(tree, makeProfile([]), [on('sound')]);
  assert.ok(small.ok);
  assert.deepEqual(
    small.value.selected.map(({ component }) => component.name),
    ['sched', 'mm', 'sound'],
  );
});

test('resolveComponents says: profile "test" names "dsk", which is not a component', () => {
  const resolved = resolveComponents(tree, makeProfile(['dsk']));
  assert.ok(!resolved.ok);
  const [{ message, help, place }] = resolved.diagnostics;
  assert.equal(message, 'profile "test" names "dsk", which is not a component');
  assert.equal(help, 'did you mean "disk"?');
  assert.deepEqual(place, { file: 'profiles/x64/test.ts', line: 3 });
});

test('resolveComponents says: --component nosuch=on names "nosuch", which is not a component', () => {
  const resolved = resolveComponents(tree, makeProfile([]), [on('nosuch')]);
  assert.ok(!resolved.ok);
  assert.equal(
    resolved.diagnostics[0].message,
    '--component nosuch=on names "nosuch", which is not a component',
  );
});

test('resolveComponents says: components require each other in a circle: a -> b -> c -> a', () => {
  const resolved = resolveComponents(
    makeSet({ x: ['a'], a: ['b'], b: ['c'], c: ['a'] }, []),
    makeProfile('all'),
  );
  assert.ok(!resolved.ok);
  assert.equal(
    resolved.diagnostics[0].message,
    'components require each other in a circle: a -> b -> c -> a',
  );
  assert.deepEqual(resolved.diagnostics[0].place, { file: 'kernel/a/component.ts' });
});

test('explainComponent goes from a component to what it is there for', () => {
  const resolved = resolveComponents(tree, makeProfile(['disk']));
  assert.ok(resolved.ok);
  assert.deepEqual(explainComponent(resolved.value, 'bus'), [
    { name: 'bus', reason: { kind: 'required', by: 'disk' } },
    { name: 'disk', reason: { kind: 'profile', profile: 'test' } },
  ]);
  assert.deepEqual(explainComponent(resolved.value, 'sound'), []);
});

test('componentGraph has every component with both directions of its edges', () => {
  const resolved = resolveComponents(tree, makeProfile(['disk']));
  assert.ok(resolved.ok);
  const graph = componentGraph(tree, resolved.value);
  assert.deepEqual(graph.find(({ name }) => name === 'block')?.requiredBy, ['disk', 'rofs']);
  assert.equal(graph.find(({ name }) => name === 'sound')?.reason, undefined);
});
