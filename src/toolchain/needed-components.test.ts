// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Component, NeededBy } from '../component/index.ts';
import { neededComponents, neededFor, type ImageEvidence } from './needed-components.ts';
import type { FactsByObject } from './object-facts.ts';

function component(name: string, requires: readonly string[] = [], neededBy?: NeededBy): Component {
  return {
    name,
    folder: `kernel/${name}`,
    sources: [],
    summary: name,
    kind: 'feature',
    requires,
    side: 'kernel',
    interposable: [],
    upstreamSources: [],
    place: { file: `kernel/${name}/component.ts` },
    ...(neededBy === undefined ? {} : { neededBy }),
  };
}

const SELECTED = [
  component('vfs'),
  component('procfs', ['vfs'], { paths: ['/proc', '/sys'] }),
  component('stack'),
  component('inet', ['stack'], { systemCalls: ['socket'] }),
  component('card', ['inet'], { systemCalls: ['socket'] }),
];

function needed(
  evidence: Partial<ImageEvidence>,
  calls: readonly string[] = [],
  facts: FactsByObject = new Map(),
): string[] {
  const whole = {
    uses: [],
    paths: [],
    links: [],
    called: [],
    pinned: ['vfs'],
    required: ['stack'],
    ...evidence,
  };
  const what = neededFor(whole, calls, facts, [...facts.keys()]);
  return neededComponents(SELECTED, whole, what).map(({ name }) => name);
}

describe('neededComponents', () => {
  it('leaves out what nothing in the image calls for, and what only that required', () => {
    assert.deepEqual(needed({}), ['vfs']);
  });
  it('takes what a path calls for', () => {
    assert.deepEqual(needed({ paths: ['/sys'] }), ['vfs', 'procfs']);
  });
  it('follows a link of the image when somebody names it', () => {
    const links = [{ at: '/etc/resolv.conf', paths: ['/proc'] }];
    assert.deepEqual(needed({ links }), ['vfs']);
    assert.deepEqual(needed({ links, paths: ['/etc/resolv.conf'] }), ['vfs', 'procfs']);
  });
  it('takes what a system call calls for, with what that requires', () => {
    assert.deepEqual(needed({}, ['socket']), ['vfs', 'stack', 'inet', 'card']);
  });
  it('takes what words in files call for', () => {
    assert.deepEqual(needed({ called: ['card'] }), ['vfs', 'stack', 'inet', 'card']);
  });
  it('takes what the user names, whatever the image is', () => {
    assert.deepEqual(needed({ pinned: ['vfs', 'card'] }), ['vfs', 'stack', 'inet', 'card']);
  });
  it('takes what fills a role for those that it takes', () => {
    const whole = { uses: [], links: [], called: [], paths: [], pinned: [], required: ['slab'] };
    const libc = { ...component('libc'), requiresOne: { allocator: 'slab' } };
    const slab = { ...component('slab', ['libc']), fills: 'allocator' };
    const names = neededComponents([libc, slab], whole, neededFor(whole, [], new Map(), []));
    assert.deepEqual(
      names.map(({ name }) => name),
      ['libc', 'slab'],
    );
  });
  it("counts what linked parts of the kernel's libc name and call", () => {
    const none = { defined: [], exportable: [], exportableData: [], dataAliases: [], sets: [], unplaced: [] };
    const facts: FactsByObject = new Map([
      ['ttyname.o', { identity: '', facts: { ...none, undefined: [], paths: ['/proc/self/fd/'] } }],
      ['socket.o', { identity: '', facts: { ...none, undefined: ['sys_socket'], paths: ['/process'] } }],
    ]);
    assert.deepEqual(needed({}, [], facts), ['vfs', 'procfs', 'stack', 'inet', 'card']);
  });
});
