// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readElf, type ElfFile } from '../elf/index.ts';
import { buildElf } from '../elf/testing/build-elf.ts';
import { backtraceOf, renderBacktrace } from './backtrace.ts';
import { parseCrashReport } from './crash-report.ts';

const lines = [
  'thimble: info: something else',
  'thimble: crash: signal 11 code 1 address dead0 thread 2 in program\r',
  'output of the program in between',
  'thimble: crash: rip 401136 rsp 7ffffffde0 rflags 246 rax 0 rbp 7ffffffdf0 r15 ffffffffffffffff cr2 dead0',
  'thimble: crash: map 401000 402000 1000 r-x /bin/my app',
  'thimble: crash: stack 7ffffffde0 1 2 7ffffffe10 401200',
  'thimble: crash: stack 7ffffffe00 5 6 0 0',
  'thimble: crash: stack 8000000000 7 8 9 a',
  'thimble: killed by signal 11',
];

describe('parseCrashReport', () => {
  it('reads every kind of line', () => {
    const report = parseCrashReport(lines);
    assert.ok(report.ok);
    const { registers, mappings, stack, ...head } = report.value;
    assert.deepEqual(head, {
      signal: 11,
      code: 1,
      address: 0xdead0n,
      thread: 2,
      origin: 'program',
    });
    assert.equal(registers['r15'], 0xffffffffffffffffn);
    assert.deepEqual(mappings, [
      { start: 0x401000n, end: 0x402000n, offset: 0x1000n, protection: 'r-x', path: '/bin/my app' },
    ]);
    assert.equal(stack.address, 0x7ffffffde0n);
    // The line after the gap is no part of the copy.
    assert.equal(stack.bytes.length, 64);
  });

  it('says which line is missing', () => {
    for (const [missing, pattern] of [
      [1, /names the signal/],
      [3, /the registers/],
    ] as const) {
      const report = parseCrashReport(lines.filter((_, index) => index !== missing));
      assert.ok(!report.ok);
      assert.equal(report.diagnostics[0].code, 'report/incomplete-crash-report');
      assert.match(report.diagnostics[0].message, pattern);
    }
  });

  it('quotes a line that it cannot understand', () => {
    const report = parseCrashReport([
      'thimble: crash: rip 12hello',
      ...lines.filter((line) => !line.includes('rip')),
    ]);
    assert.ok(!report.ok);
    assert.match(report.diagnostics[0].message, /rip 12hello/);
  });

  it('never throws, and neither does rendering, whatever the lines hold', () => {
    const file = readElf(buildElf({ functions: ['f'] }), 'app');
    const word = fc.oneof(fc.bigInt(0n, 0xffffffffffffffffn), fc.bigInt(0x400000n, 0x402000n));
    const stack = fc.array(word, { minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(word, word, word, stack, (rip, rsp, rbp, words) => {
        const hex = words.map((value) => value.toString(16)).join(' ');
        const report = parseCrashReport([
          'thimble: crash: signal 11 code 1 address 0 thread 1 in program',
          `thimble: crash: rip ${rip.toString(16)} rsp ${rsp.toString(16)} rbp ${rbp.toString(16)}`,
          'thimble: crash: map 400000 402000 0 r-x /app',
          `thimble: crash: stack ${rsp.toString(16)} ${hex}`,
        ]);
        assert.ok(report.ok);
        const open = (path: string): ElfFile | undefined =>
          path === '/app' && file.ok ? file.value : undefined;
        assert.ok(backtraceOf(report.value, open).length <= 64);
        renderBacktrace(report.value, open);
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.string().map((text) => `thimble: crash: ${text}`)),
        (any) => void parseCrashReport(any),
      ),
    );
  });
});

describe('renderBacktrace', () => {
  it('shows what happened, the frames and the registers', () => {
    const report = parseCrashReport(lines);
    assert.ok(report.ok);
    assert.equal(
      renderBacktrace(report.value, () => undefined),
      [
        'The program got SIGSEGV (access to 0xdead0, where nothing is mapped) in thread 2.',
        'Call chain, innermost first:',
        '  #0 0x0000000000401136 /bin/my app+0x1136',
        '  #1 0x0000000000401200 /bin/my app+0x1200',
        'Registers:',
        '  rip    0x0000000000401136  rsp    0x0000007ffffffde0  rflags 0x0000000000000246',
        '  rax    0x0000000000000000  rbp    0x0000007ffffffdf0  r15    0xffffffffffffffff',
        '  cr2    0x00000000000dead0',
        '',
      ].join('\n'),
    );
  });
});
