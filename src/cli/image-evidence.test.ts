// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ComponentSet, NeededBy } from '../component/index.ts';
import type { ImageNode, ImageTree } from '../image/index.ts';
import type { ImageNeeds, NeedingFile } from '../needs/index.ts';
import { fileEvidence, imageEvidence, type EvidenceWish } from './image-evidence.ts';

function setOf(
  needed: Readonly<Record<string, NeededBy>>,
  interposable: readonly string[] = [],
): ComponentSet {
  const components = Object.entries(needed).map(([name, neededBy]) => [
    name,
    {
      name,
      folder: `kernel/${name}`,
      sources: [],
      summary: name,
      kind: 'filesystem',
      requires: [],
      side: interposable.length > 0 ? 'program' : 'kernel',
      interposable,
      upstreamSources: [],
      place: { file: name },
      neededBy,
    },
  ]);
  return { root: '/', mode: 'release', components: new Map(components as [string, never][]) };
}

const SET = setOf({ procfs: { paths: ['/proc', '/sys'] }, devfs: { paths: ['/dev'] } });

function text(content: string): ImageNode {
  const bytes = new TextEncoder().encode(content);
  return { kind: 'file', mode: 0o644, size: bytes.length, source: { kind: 'bytes', bytes } };
}

function tree(children: Readonly<Record<string, ImageNode>>): ImageTree {
  return { kind: 'directory', mode: 0o755, children: new Map(Object.entries(children)) };
}

function needsOf(...files: readonly Partial<NeedingFile>[]): ImageNeeds {
  const whole = files.map(
    (file) => ({ kind: 'dynamic', imports: [], runtime: [], unresolved: [], ...file }) as NeedingFile,
  );
  return { libc: 'kernel', files: whole, replaced: ['/libc.so.6'], skipped: [], added: [] };
}

const WISH: EvidenceWish = { policy: 'balanced', texts: [], allowMissing: false };

function all(image: ImageTree, needs: ImageNeeds, wish: EvidenceWish): ReturnType<typeof imageEvidence> {
  const files = fileEvidence(SET, image, needs);
  assert.ok(files.ok);
  return imageEvidence(SET, needs, files.value, wish);
}

function evidence(
  image: ImageTree,
  needs: ImageNeeds = needsOf(),
  wish: Partial<EvidenceWish> = {},
): readonly (readonly string[])[] {
  const { paths, uses } = all(image, needs, { ...WISH, ...wish });
  return [paths, uses];
}

test('imageEvidence finds paths in files, and in what the program is given', () => {
  assert.deepEqual(evidence(tree({})), [[], []]);
  assert.deepEqual(evidence(tree({ 'a.conf': text('log = /dev/stdout') })), [['/dev'], []]);
  assert.deepEqual(evidence(tree({}), needsOf(), { texts: ['--path=/sys/devices'] }), [['/sys'], []]);
});

test('imageEvidence takes what was recorded: paths, components, and that libraries were loaded', () => {
  const recorded = { class: 'recorded', evidence: '/app' } as const;
  const needs: ImageNeeds = {
    ...needsOf(),
    added: [
      { kind: 'path', name: '/sys', ...recorded },
      { kind: 'component', name: 'charsets', ...recorded },
      { kind: 'dlopen', name: '/tmp/made.so', ...recorded },
    ],
  };
  const { paths, called, uses } = all(tree({}), needs, WISH);
  assert.deepEqual([paths, called], [['/sys'], ['charsets']]);
  assert.ok(uses.includes('image_libraries'));
});

test('imageEvidence finds words in files and arguments, where a file imports what they are for or looks it up', () => {
  const set = setOf({ charsets: { words: { importing: ['iconv_open'], texts: ['big5'] } } });
  const iconv = { name: 'iconv_open', isWeak: false } as const;
  const calledOf = (file: Partial<NeedingFile>, image: ImageTree, ...texts: readonly string[]) => {
    const needs = needsOf(file);
    const files = fileEvidence(set, image, needs);
    assert.ok(files.ok);
    return imageEvidence(set, needs, files.value, { ...WISH, texts }).called;
  };
  assert.deepEqual(calledOf({ imports: [iconv] }, tree({ a: text('to=BIG5') })), ['charsets']);
  assert.deepEqual(calledOf({ imports: [iconv] }, tree({}), '--to', 'Big5'), ['charsets']);
  assert.deepEqual(calledOf({ imports: [] }, tree({}), '--to', 'Big5'), []);
  const lookup = { kind: 'dlsym', name: 'iconv_open' } as NeedingFile['runtime'][number];
  assert.deepEqual(calledOf({ runtime: [lookup] }, tree({}), 'big5'), ['charsets']);
});

test('imageEvidence does not look at files that the kernel stands in for', () => {
  assert.deepEqual(evidence(tree({ 'libc.so.6': text('/dev/null /proc/self') })), [[], []]);
});

test('imageEvidence tells libraries, scripts, and versions of names that are others to the kernel', () => {
  const withLibrary = needsOf({ kind: 'library' });
  const used = evidence(tree({}), withLibrary)[1];
  assert.ok(['image_libraries', 'image_versions', 'image_tls'].every((use) => used?.includes(use)));
  assert.deepEqual(evidence(tree({ run: text('#!/bin/sh\n') })), [[], ['image_scripts']]);
  const old = { name: 'memcpy', version: 'GLIBC_2.2.5', isWeak: false } as const;
  assert.deepEqual(evidence(tree({}), needsOf({ imports: [old] })), [[], ['image_versions']]);
  const current = { ...old, version: 'GLIBC_2.14' };
  assert.deepEqual(evidence(tree({}), needsOf({ imports: [current] })), [[], []]);
});

test('imageEvidence has missing functions where the kernel lacks what nothing was seen to call', () => {
  const unreached = { name: 'qsort', isWeak: false, provider: 'kernel', unreached: true } as const;
  const uses = (...files: readonly Partial<NeedingFile>[]) => evidence(tree({}), needsOf(...files))[1];
  assert.deepEqual(uses({ imports: [unreached] }), ['missing_functions']);
  const reached = { name: 'qsort', isWeak: false, provider: 'kernel' } as const;
  assert.deepEqual(uses({ imports: [unreached] }, { imports: [reached] }), []);
});

test("fileEvidence has libc's own allocator unless every program brings all of it", () => {
  const set = setOf({ libc: {} }, ['free', 'malloc']);
  const uses = (...brought: readonly string[]) => {
    const found = fileEvidence(set, tree({}), needsOf(), brought);
    assert.ok(found.ok);
    return found.value.uses;
  };
  assert.deepEqual(uses(), ['own_allocator']);
  assert.deepEqual(uses('malloc'), ['own_allocator']);
  assert.deepEqual(uses('malloc', 'free'), []);
});

test('imageEvidence has names of system calls where a file may make one, and missing functions where they are allowed', () => {
  const site = { kind: 'syscall' } as NeedingFile['unresolved'][number];
  assert.deepEqual(evidence(tree({}), needsOf({ unresolved: [site] })), [[], ['call_names']]);
  assert.deepEqual(evidence(tree({}), needsOf(), { allowMissing: true }), [[], ['missing_functions']]);
});

test('imageEvidence takes everything for used under the policy open', () => {
  const found = all(tree({}), needsOf(), { ...WISH, policy: 'open' });
  assert.ok(found.everything && found.uses.includes('image_libraries'));
});

test('imageEvidence tells where links lead, and whether a file names them', () => {
  const mtab: ImageNode = { kind: 'link', target: '/proc/mounts' };
  const unnamed = all(tree({ mtab }), needsOf(), WISH);
  assert.deepEqual(unnamed.links, [{ at: '/mtab', paths: ['/proc'] }]);
  assert.deepEqual(unnamed.paths, []);
  assert.deepEqual(evidence(tree({ mtab, 'df.conf': text('table /mtab') })), [['/mtab'], []]);
});
