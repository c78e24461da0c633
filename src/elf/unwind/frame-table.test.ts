// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isFile, readBytes } from '../../util/index.ts';
import { compiled } from '../../util/test-compile.ts';
import { readElf, type ElfFile } from '../elf-file.ts';
import { findFde } from './frame-table.ts';
import { frameRulesAt } from './frame-rules.ts';
import { RIP } from './registers.ts';
import { unwind } from './unwind.ts';

function open(path: string): ElfFile {
  const bytes = readBytes(path);
  assert.ok(bytes.ok);
  const file = readElf(bytes.value, path);
  assert.ok(file.ok);
  return file.value;
}

const libc = '/lib/x86_64-linux-gnu/libc.so.6';
const busybox = '/bin/busybox';

describe('findFde', () => {
  it(
    'has working rules for every function of libc',
    { skip: isFile(libc) ? false : 'no Debian libc here' },
    () => {
      const file = open(libc);
      const symbols = file.dynamicSymbols();
      assert.ok(symbols.ok);
      const functions = symbols.value.filter(
        ({ type, section, size }) => type === 'func' && section !== 0 && size > 16n,
      );
      let described = 0;
      for (const { value, size } of functions) {
        const fde = findFde(file, value);
        if (fde === undefined) continue;
        described++;
        const entry = frameRulesAt(fde, value);
        // When a function begins, only the return address is on the stack.
        if (fde.start === value && !fde.cie.isSignalFrame) {
          assert.deepEqual(entry?.cfa, { kind: 'register', register: 7, offset: 8n });
          assert.deepEqual(entry.registers.get(RIP), { kind: 'saved-at', offset: -8n });
        }
        assert.ok(frameRulesAt(fde, value + size - 1n) !== undefined);
      }
      assert.ok(described > functions.length * 0.95, `${described} of ${functions.length}`);
    },
  );

  it('works without .eh_frame_hdr', { skip: isFile(busybox) ? false : 'busybox is not installed' }, () => {
    const file = open(busybox);
    const fde = findFde(file, file.header.e_entry);
    // _start is the end of every chain: its return address is undefined.
    assert.deepEqual(fde && frameRulesAt(fde, file.header.e_entry + 5n)?.registers.get(RIP), {
      kind: 'undefined',
    });
  });
});

const program = `
int deep(int n) { volatile int local[20]; local[n] = n; return local[n] * 2; }
int middle(int n) { return deep(n) + 1; }
void _start(void) { for (;;) middle(3); }
`;

describe('findFde by .debug_frame', () => {
  it('has rules for the functions of a program without .eh_frame', async () => {
    const kind = ['-g', '-O1', '-ffreestanding', '-nostdlib', '-static', '-fno-asynchronous-unwind-tables'];
    const flags = [...kind, '-fomit-frame-pointer', '-fno-inline'];
    const read = readElf(await compiled('clang', flags, 'program.c', program), 'program');
    assert.ok(read.ok);
    const file = read.value;
    const sections = file.sections();
    assert.ok(sections.ok && !sections.value.some(({ name }) => name === '.eh_frame'));
    const symbols = file.symbols();
    assert.ok(symbols.ok);
    const functions = symbols.value.filter(({ type }) => type === 'func');
    assert.equal(functions.length, 3);
    for (const { value, size } of functions) {
      const fde = findFde(file, value);
      assert.deepEqual(fde && [fde.start, fde.end], [value, value + size]);
      assert.deepEqual(fde && frameRulesAt(fde, value)?.registers.get(RIP), {
        kind: 'saved-at',
        offset: -8n,
      });
    }
    const beyond = Math.max(...functions.map(({ value, size }) => Number(value + size)));
    assert.equal(findFde(file, BigInt(beyond)), undefined);
  });
});

describe('unwind', () => {
  it(
    'neither throws nor hangs on damaged call frame information',
    { skip: isFile('/bin/ls') ? false : 'no ls' },
    () => {
      const bytes = readBytes('/bin/ls');
      assert.ok(bytes.ok);
      const whole = bytes.value;
      const sections = open('/bin/ls').sections();
      assert.ok(sections.ok);
      const section = sections.value.find(({ name }) => name === '.eh_frame');
      const text = sections.value.find(({ name }) => name === '.text');
      assert.ok(section !== undefined && text !== undefined);
      const position = fc.bigInt(section.sh_offset, section.sh_offset + section.sh_size - 1n);
      const changes = fc.array(fc.tuple(position, fc.nat(255)), { minLength: 200, maxLength: 400 });
      const rip = fc.bigInt(text.sh_addr, text.sh_addr + text.sh_size - 1n);
      fc.assert(
        fc.property(changes, rip, fc.uint8Array({ minLength: 512, maxLength: 512 }), (list, start, stack) => {
          const copy = whole.slice();
          for (const [at, value] of list) copy[Number(at)] = value;
          const file = readElf(copy, 'ls');
          assert.ok(file.ok);
          // Words that look like code make the chain longer than noise would.
          for (let at = 2; at < stack.length; at += 8) stack.fill(0, at, at + 6);
          const frames = unwind({
            registers: { rip: start, rsp: 0x7000n, rbp: 0x7040n },
            stack: { address: 0x7000n, bytes: stack },
            modules: [{ path: '/bin/ls', start: 0n, end: 0x40000n, bias: 0n, file: file.value }],
          });
          assert.ok(frames.length >= 1 && frames.length <= 64);
        }),
        { numRuns: 200 },
      );
    },
  );

  it('follows frame pointers where a module has no file', () => {
    const stack = new BigUint64Array([0n, 0n, 0x7020n, 0x400010n, 0x7040n, 0x400020n, 0n, 0n, 0n, 0n]);
    const frames = unwind({
      registers: { rip: 0x400004n, rsp: 0x7000n, rbp: 0x7010n },
      stack: { address: 0x7000n, bytes: new Uint8Array(stack.buffer) },
      modules: [{ path: '/app', start: 0x400000n, end: 0x401000n, bias: 0x400000n }],
    });
    assert.deepEqual(
      frames.map(({ address, offset }) => [address, offset]),
      [
        [0x400004n, 4n],
        [0x400010n, 0x10n],
        [0x400020n, 0x20n],
      ],
    );
  });

  it('stops a chain that goes in circles', () => {
    const stack = new BigUint64Array([0x7000n, 0x400010n]);
    const frames = unwind({
      registers: { rip: 0x400004n, rsp: 0x7000n, rbp: 0x7000n },
      stack: { address: 0x7000n, bytes: new Uint8Array(stack.buffer) },
      modules: [{ path: '/app', start: 0x400000n, end: 0x401000n, bias: 0n }],
    });
    assert.equal(frames.length, 2);
  });
});
