// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAskedForLine, readLeftOut, Recorder } from './asked-for.ts';

test('readLeftOut tells calls, symbols and file systems, and how often they were asked for if the guest came to its end', () => {
  const lines = [
    'thimble: warning: left out of this kernel: symbol qsort_r (add it: --add-symbol qsort_r)',
    'thimble: warning: left out of this kernel: system call getcpu (add it: --add-syscall getcpu)',
    'thimble: warning: left out of this kernel: file system /proc (add it: --component procfs=on)',
    'thimble: warning: something else',
  ];
  const names = {
    systemCalls: ['getcpu'],
    symbols: ['qsort_r'],
    fileSystems: [{ path: '/proc', component: 'procfs' }],
  };
  assert.deepEqual(readLeftOut(lines), { ...names, requests: null });
  assert.deepEqual(readLeftOut([...lines, 'thimble: left out: 12 requests', 'thimble: exited 0']), {
    ...names,
    requests: 12,
  });
  assert.equal(readLeftOut(['thimble: exited 0']), undefined);
  assert.deepEqual(lines.map(isAskedForLine), [true, true, true, false]);
});

test('Recorder takes each number and name once, in order, and nothing from other lines', () => {
  const recorder = new Recorder();
  for (const line of [
    'thimble: recorded: system call 231',
    'thimble: recorded: symbol qsort_r',
    'thimble: recorded: system call 39',
    'thimble: recorded: symbol qsort_r',
    'thimble: recorded: path /proc',
    'thimble: recorded: path /dev',
    'thimble: recorded: component libc-charsets',
    'thimble: recorded: library /tmp/a plugin.so',
    'recorded: symbol of_the_program',
    'thimble: recorded: system call -1',
  ])
    recorder.accept(line);
  assert.deepEqual(recorder.recorded, {
    systemCalls: [39, 231],
    symbols: ['qsort_r'],
    paths: ['/dev', '/proc'],
    components: ['libc-charsets'],
    libraries: ['/tmp/a plugin.so'],
  });
});
