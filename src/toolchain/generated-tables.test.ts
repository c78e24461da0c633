// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingSystemCalls, renderGeneratedTables, type GeneratedContent } from './generated-tables.ts';
import { LAST } from './name-codes.ts';
import { SYSTEM_CALLS } from './syscalls-x86-64.ts';

/** The directives of one symbol of the assembly, without those that set it up. */
function directives(assembly: string, symbol: string): string[] {
  const [, after = ''] = assembly.split(`\n${symbol}:\n`);
  const [own = ''] = after.split('\n    .section ');
  return own
    .trim()
    .split('\n')
    .map((line) => line.trim());
}

const content: GeneratedContent = {
  implemented: new Map([
    [39, 'getpid'],
    [0, 'read'],
  ]),
  missing: new Map([[57, 'fork']]),
  leftOutCalls: [3, 17],
  leftOutNames: ['exit', 'printf'],
  records: false,
  variables: ['environ', 'stdout'],
  version: '1.2.3',
};
const assembly = renderGeneratedTables(content);

test('renderGeneratedTables has each function at its number, 0 elsewhere, and ends with the last', () => {
  const table = directives(assembly, 'syscall_table');
  assert.equal(table.length, 40);
  assert.deepEqual(
    [table[0], table[1], table[39]],
    ['.long sys_read - syscall_table', '.long 0', '.long sys_getpid - syscall_table'],
  );
  assert.deepEqual(directives(assembly, 'syscall_table_size'), ['.quad 40']);
});

test('renderGeneratedTables has the name of every call of Linux, at its number', () => {
  const codes = directives(assembly, 'syscall_name_codes').map((line) => Number(/\d+/.exec(line)?.[0]));
  const ends = codes.filter((code) => (code & LAST) !== 0).length;
  assert.deepEqual(directives(assembly, 'syscall_name_count'), [`.quad ${ends}`]);
  assert.equal(ends, Math.max(...SYSTEM_CALLS.values()) + 1);
});

test('renderGeneratedTables gives an empty table for a kernel without system calls', () => {
  assert.deepEqual(
    directives(renderGeneratedTables({ ...content, implemented: new Map() }), 'syscall_table_size'),
    ['.quad 0'],
  );
});

test('renderGeneratedTables has a function for each call that is missing, which passes its number on', () => {
  assert.match(assembly, /sys_fork:\n +movl \$57, %edi\n +jmp syscall_missing\n/);
});

test('renderGeneratedTables has an entry for each variable that programs may have their own copy of', () => {
  assert.match(
    assembly,
    /\.set\.copyable, "aR".*\n +\.balign 8\n +\.quad environ\n +\.long environ@GOTPCREL, 0\n/,
  );
  assert.match(assembly, /\.quad stdout\n +\.long stdout@GOTPCREL, 0\n/);
  assert.doesNotMatch(renderGeneratedTables({ ...content, variables: [] }), /copyable/);
});

test('renderGeneratedTables has a bit for each call that is left out', () => {
  assert.deepEqual(directives(assembly, 'syscall_left_out'), ['.byte 8', '.byte 0', '.byte 2']);
  assert.deepEqual(directives(assembly, 'syscall_left_out_size'), ['.quad 3']);
  const whole = renderGeneratedTables({ ...content, leftOutCalls: [], leftOutNames: [] });
  assert.deepEqual(directives(whole, 'syscall_left_out_size'), ['.quad 0']);
  assert.deepEqual(directives(whole, 'ldso_left_out_buckets'), ['.long 0']);
});

test('renderGeneratedTables has the hashes of names that are left out, by their first eight bits', () => {
  assert.deepEqual(directives(assembly, 'ldso_left_out_buckets'), ['.long 256']);
  const index = directives(assembly, 'ldso_left_out_index').map((line) => Number(line.split(' ')[1]));
  const hashes = directives(assembly, 'ldso_left_out_hashes').map((line) => Number(line.split(' ')[1]));
  assert.deepEqual([index.length, index[0], index[256], hashes.length], [257, 0, 2, 2]);
  // The hash of "printf" is 0x156b2bb8, that of "exit" 0x7c967e3f.
  assert.deepEqual(hashes, [0x6b2b, 0x967e]);
  assert.deepEqual([index[0x15], index[0x16], index[0x7c], index[0x7d]], [0, 1, 1, 2]);
});

test('renderGeneratedTables leads to a stub for each call where the kernel records, and to the dynamic linker', () => {
  const recording = renderGeneratedTables({ ...content, records: true });
  assert.equal(directives(recording, 'syscall_table')[39], '.long record_39 - syscall_table');
  assert.match(recording, /record_39:\n +lock btsl \$7, syscall_recorded \+ 4\(%rip\)\n +jc sys_getpid\n/);
  for (const name of ['ldso_looked_up:\n +jmp ldso_record', 'ldso_load:\n +jmp ldso_load_recorded'])
    assert.match(recording, new RegExp(`\n${name}\n`));
  assert.deepEqual(directives(recording, 'mount_cross'), ['jmp mount_cross_recorded']);
  assert.deepEqual(directives(assembly, 'ldso_looked_up'), ['ret']);
  assert.doesNotMatch(assembly, /mount_cross|ldso_load/);
});

test('missingSystemCalls are those that objects call and none implements', () => {
  const object = (defined: string[], undefinedNames: string[]) => ({
    identity: '',
    facts: {
      defined,
      exportable: [],
      exportableData: [],
      dataAliases: [],
      undefined: undefinedNames,
      sets: [],
      paths: [],
      unplaced: [],
    },
  });
  const facts = new Map([
    ['libc.o', object([], ['sys_fork', 'sys_read', 'sys_no_such_call', 'memcpy'])],
    ['vfs.o', object(['sys_read'], [])],
  ]);
  assert.deepEqual(missingSystemCalls(facts, new Map([[0, 'read']])), new Map([[57, 'fork']]));
});

test('renderGeneratedTables stands in for functions that are not linked: by nothing at all, or by code that does nothing on their side', () => {
  const content = {
    implemented: new Map(),
    missing: new Map(),
    leftOutCalls: [],
    leftOutNames: [],
    records: false,
    variables: [],
    version: '1',
  };
  const absent = [
    { symbol: '__for_poll__pipe_poll', use: 'poll', instead: 'null', side: 'kernel' },
    { symbol: '__do_epoll__unwatch', use: 'epoll', instead: 'nothing', side: 'kernel' },
    { symbol: '__do_tls__register', use: 'tls', instead: 'nothing', side: 'program' },
  ] as const;
  const assembly = renderGeneratedTables({ ...content, absent });
  assert.match(assembly, /\.globl __for_poll__pipe_poll\n.*\n +\.set __for_poll__pipe_poll, 0\n/);
  const code = (section: string, label: string) =>
    new RegExp(`\\.section ${section}, "ax"\\n.*\\n.*\\n${label}:\\n +xorl %eax, %eax\\n +ret\\n`);
  assert.match(assembly, code('\\.text\\.nothing', '__do_epoll__unwatch'));
  assert.match(assembly, code('\\.program-generated\\.text', '__do_tls__register'));
  assert.doesNotMatch(renderGeneratedTables(content), /xorl/);
});
