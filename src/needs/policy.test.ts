// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NeedClass } from './file/file-needs.ts';
import {
  NEEDS_POLICIES,
  selectNeeds,
  unreachedOnly,
  type NeedRequests,
  type NeedsPolicy,
  type NeedsSelection,
} from './policy.ts';
import type { ImageNeeds, NeedingFile, ResolvedNeed } from './whole/image-needs.ts';

const available = {
  symbols: new Set(['malloc', 'free', 'dlsym', 'getauxval', 'qsort', 'sinf']),
  systemCalls: new Map([
    ['read', 0],
    ['write', 1],
    ['getrandom', 318],
    ['exit_group', 231],
  ]),
};

function need(kind: ResolvedNeed['kind'], name: string, needClass: NeedClass): ResolvedNeed {
  const common = { kind, name, class: needClass, sites: 1, evidence: [{ address: 0x1000 }] };
  return kind === 'dlsym' ? { ...common, provider: 'kernel' } : common;
}

function file(rest: Partial<NeedingFile>): NeedingFile {
  const nothing = { imports: [], runtime: [], unresolved: [], openWorld: [] };
  return { path: '/app', sha256: '', size: 1, codeSize: 1, kind: 'dynamic', ...nothing, ...rest };
}

function image(...files: NeedingFile[]): ImageNeeds {
  return { libc: 'kernel', files, replaced: [], skipped: [], added: [] };
}

function select(needs: ImageNeeds, policy: NeedsPolicy, requests?: NeedRequests): NeedsSelection {
  const selected = selectNeeds(needs, policy, available, requests);
  assert.ok(selected.ok);
  return selected.value;
}

const names = (selection: NeedsSelection): string[] => selection.symbols.map(({ name }) => name);
const numbers = (selection: NeedsSelection): number[] => selection.systemCalls.map(({ number }) => number);

const needs = image(
  file({
    imports: [
      { name: 'malloc', isWeak: false, provider: 'kernel' },
      { name: 'free', isWeak: true, provider: 'kernel' },
      { name: '__gmon_start__', isWeak: true },
      { name: 'compress', isWeak: false, provider: '/lib/libz.so.1' },
    ],
    runtime: [
      need('dlsym', 'getauxval', 'resolved'),
      need('dlsym', 'qsort', 'guessed'),
      need('dlsym', 'my_plugin_entry', 'proved'),
      need('syscall', '318', 'proved'),
      need('syscall', '0', 'recorded'),
      need('syscall', '999', 'proved'),
    ],
    unresolved: [{ kind: 'dlsym', address: 1, reason: 'it is computed at run time' }],
  }),
);

describe('selectNeeds', () => {
  it('takes by "strict" what is sure, and nothing that the kernel does not have', () => {
    const selection = select(needs, 'strict');
    assert.deepEqual(names(selection), ['free', 'getauxval', 'malloc']);
    assert.deepEqual(numbers(selection), [0, 318]);
    assert.deepEqual(selection.missing, []);
  });

  it('takes by "balanced" what is guessed as well, and says who may ask for more', () => {
    const selection = select(needs, 'balanced');
    assert.deepEqual(names(selection), ['free', 'getauxval', 'malloc', 'qsort']);
    assert.deepEqual(selection.mayAskForMore, { symbols: ['/app'], systemCalls: [] });
  });

  it('takes by "open" every symbol for a file with an unresolved place, and no more system calls', () => {
    const selection = select(needs, 'open');
    assert.deepEqual(names(selection), [...available.symbols].sort());
    assert.deepEqual(numbers(selection), [0, 318]);
    assert.deepEqual(selection.mayAskForMore, { symbols: [], systemCalls: [] });
  });

  it('leaves out what only code that nothing reaches calls, unless by "open"', () => {
    const unreached = { name: 'qsort', isWeak: false, provider: 'kernel', unreached: true } as const;
    const one = image(file({ imports: [unreached] }));
    assert.deepEqual(
      NEEDS_POLICIES.map((policy) => names(select(one, policy))),
      [[], [], ['qsort']],
    );
    assert.deepEqual(select(one, 'strict').missing, []);
    const reached = { name: 'qsort', isWeak: false, provider: 'kernel' } as const;
    const two = image(file({ imports: [unreached] }), file({ path: '/lib/a.so', imports: [reached] }));
    assert.deepEqual(names(select(two, 'strict')), ['qsort']);
    assert.deepEqual([unreachedOnly(one), unreachedOnly(two)], [['qsort'], []]);
  });

  it('takes by "open" nothing more for files of which everything is known', () => {
    const closed = image(file({ imports: [{ name: 'malloc', isWeak: false, provider: 'kernel' }] }));
    assert.deepEqual(names(select(closed, 'open')), ['malloc']);
  });

  it('takes all system calls by "open" for Perl\'s syscall', () => {
    const perl = image(
      file({ openWorld: [{ kind: 'system-calls', by: "Perl's syscall", symbol: 'Perl_pp_syscall' }] }),
    );
    assert.deepEqual(numbers(select(perl, 'balanced')), []);
    assert.deepEqual(select(perl, 'balanced').mayAskForMore.systemCalls, ['/app']);
    assert.deepEqual(numbers(select(perl, 'open')), [0, 1, 231, 318]);
  });

  it('names for each symbol and system call who wants it and how sure that is', () => {
    const two = image(
      file({ imports: [{ name: 'malloc', isWeak: false, provider: 'kernel' }] }),
      file({ path: '/lib/liba.so', runtime: [need('dlsym', 'malloc', 'resolved')] }),
    );
    assert.deepEqual(select(two, 'strict').symbols, [
      {
        name: 'malloc',
        reasons: [
          { path: '/app', class: 'proved' },
          { path: '/lib/liba.so', class: 'resolved' },
        ],
      },
    ]);
  });

  it('lists strong imports that nobody has', () => {
    const selection = select(
      image(
        file({
          imports: [
            {
              name: 'nothing_has_me',
              version: 'GLIBC_2.36',
              library: 'libc.so.6',
              isWeak: false,
              provider: 'kernel',
            },
            { name: 'nor_me', isWeak: false },
            { name: 'nor_me_weakly', isWeak: true },
          ],
        }),
      ),
      'balanced',
    );
    assert.deepEqual(selection.missing, [
      { name: 'nothing_has_me', version: 'GLIBC_2.36', library: 'libc.so.6', path: '/app' },
      { name: 'nor_me', path: '/app' },
    ]);
  });

  it('adds what is requested, by name or number', () => {
    const selection = select(image(), 'strict', { symbols: ['sinf'], systemCalls: ['write', '231'] });
    assert.deepEqual(selection.symbols, [{ name: 'sinf', reasons: [{ class: 'requested' }] }]);
    assert.deepEqual(numbers(selection), [1, 231]);
  });

  it('refuses requests that name nothing, with the nearest name', () => {
    const refused = selectNeeds(image(), 'strict', available, {
      symbols: ['mallok'],
      systemCalls: ['getrandon', '7777'],
    });
    assert.ok(!refused.ok);
    assert.deepEqual(
      refused.diagnostics.map(({ code }) => code),
      ['needs/unknown-symbol', 'needs/unknown-system-call', 'needs/unknown-system-call'],
    );
    assert.match(refused.diagnostics[0].help ?? '', /malloc/);
    assert.match(refused.diagnostics[1]?.help ?? '', /getrandom/);
  });
});
