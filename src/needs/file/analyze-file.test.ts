// SPDX-License-Identifier: MIT
// Real programs of Debian, and files that somebody damaged.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SHN, readElf } from '../../elf/index.ts';
import { isFile, readBytes, realPath, spawn } from '../../util/index.ts';
import { analyzed, compile, sourcePath, wanted } from '../testing/compile.ts';
import { codeFile } from '../testing/code-file.ts';
import { analyzeFile } from './analyze-file.ts';

function contents(path: string): Uint8Array {
  const bytes = readBytes(path);
  assert.ok(bytes.ok, path);
  return bytes.value;
}

const LIBC = '/lib/x86_64-linux-gnu/libc.so.6';
const skipUnless = (path: string) => ({ skip: isFile(path) ? false : `${path} is not there` });

describe('analyzeFile on real files', () => {
  it(
    'knows the numbers of nearly all system calls in a static busybox',
    skipUnless('/usr/bin/busybox'),
    () => {
      const needs = analyzed(contents('/usr/bin/busybox'));
      assert.equal(needs.kind, 'static');
      const numbers = wanted(needs, 'syscall');
      // read, write, ioctl, socket, clone, execve, mount, exit_group.
      for (const number of ['0', '1', '16', '41', '56', '59', '165', '231'])
        assert.ok(numbers.includes(number), number);
      // glibc runs setuid and the like in all threads by a function that gets the number in memory.
      const setxid = ['105', '106', '113', '114', '116', '117', '119'];
      assert.ok(needs.runtime.every(({ name, class: sure }) => sure === 'proved' || setxid.includes(name)));
      assert.ok(setxid.every((number) => numbers.includes(number)));
      assert.deepEqual(needs.unresolved, []);
    },
  );

  it(
    'finds in glibc what its own calls are made of, what handlers return to included',
    skipUnless(LIBC),
    () => {
      const needs = analyzed(contents(LIBC));
      assert.equal(needs.kind, 'library');
      const numbers = wanted(needs, 'syscall');
      assert.ok(numbers.length > 250);
      // rt_sigreturn, described from the byte before it; clone3, which nothing describes.
      assert.ok(numbers.includes('15') && numbers.includes('435'));
      // Who calls its syscall() is analyzed where it does.
      assert.deepEqual(needs.unresolved, []);
    },
  );

  it('lists the imports of ls as readelf does', skipUnless('/bin/ls'), async () => {
    const needs = analyzed(contents('/bin/ls'));
    const outcome = await spawn('readelf', ['--dyn-syms', '--relocs', '--wide', '/bin/ls']);
    assert.ok(outcome.kind === 'exited');
    const { stdout } = outcome;
    const undefinedOnes = [...stdout.matchAll(/ (GLOBAL|WEAK) +DEFAULT +UND (\w+)(?:@(\w[\w.]*))?/g)];
    // What it has a copy of comes from a library as well.
    const copied = [...stdout.matchAll(/ R_X86_64_COPY +\w+ (\w+)@(\w[\w.]*)/g)];
    assert.ok(copied.length > 3);
    const expected = [
      ...undefinedOnes.map(([, binding, name, version]) => `${name}@${version ?? ''} ${binding}`),
      ...copied.map(([, name, version]) => `${name}@${version} GLOBAL`),
    ].sort();
    assert.ok(expected.length > 50);
    const found = needs.imports.map(
      ({ name, version, isWeak }) => `${name}@${version ?? ''} ${isWeak ? 'WEAK' : 'GLOBAL'}`,
    );
    assert.deepEqual(found.sort(), expected);
    assert.deepEqual(needs.runtime, []);
    assert.deepEqual(needs.unresolved, []);
  });

  it(
    'finds what python3 calls by number, and that it looks up the names of extension modules',
    skipUnless('/usr/bin/python3'),
    () => {
      const path = realPath('/usr/bin/python3');
      assert.ok(path.ok);
      const needs = analyzed(contents(path.value));
      // gettid, getrandom or its like are asked for by number.
      assert.ok(wanted(needs, 'syscall').length >= 3);
      assert.ok(needs.unresolved.some(({ kind }) => kind === 'dlsym'));
      assert.ok(needs.unresolved.length <= 4, JSON.stringify(needs.unresolved));
    },
  );

  it("recognizes that perl's syscall can call anything", skipUnless('/usr/bin/perl'), () => {
    const needs = analyzed(contents('/usr/bin/perl'));
    assert.deepEqual(needs.openWorld, [
      { kind: 'system-calls', by: "Perl's syscall", symbol: 'Perl_pp_syscall' },
    ]);
    assert.ok(needs.unresolved.some(({ kind }) => kind === 'syscall'));
  });

  it('recognizes who calls by libffi', async () => {
    const text = 'extern void ffi_call(void); int main(void) { ffi_call(); return 0; }';
    const flags = ['-shared', '-fPIC'];
    const needs = analyzed(await compile({ text }, { compiler: 'gcc', flags }));
    assert.deepEqual(needs.openWorld, [{ kind: 'symbols', by: 'libffi', symbol: 'ffi_call' }]);
  });

  it(
    'knows all system calls of a static program with musl',
    { skip: isFile('/usr/bin/musl-gcc') ? false : 'there is no musl-gcc' },
    async () => {
      const text = '#include <stdio.h>\nint main(void) { return puts("hello") < 0; }';
      for (const strip of [false, true]) {
        const needs = analyzed(
          await compile({ text }, { compiler: 'musl-gcc', flags: ['-static', '-O2'], strip }),
        );
        const numbers = wanted(needs, 'syscall');
        // writev, ioctl, arch_prctl, set_tid_address, exit_group.
        for (const number of ['20', '16', '158', '218', '231'])
          assert.ok(numbers.includes(number), `${number} ${strip}`);
        assert.deepEqual(needs.unresolved, []);
      }
    },
  );
});

describe('analyzeFile on damaged files', () => {
  it('answers an error wherever a file is cut off', async () => {
    const whole = await compile({ path: sourcePath('patterns.c') }, { compiler: 'gcc', flags: ['-O1'] });
    for (let length = 0; length < whole.length; length += 211) {
      assert.ok(
        !analyzeFile(whole.subarray(0, length), 'cut', { exportable: new Set() }).ok,
        `${length} bytes`,
      );
    }
  });

  it('neither throws nor hangs on flipped bytes, in tables or in code', async () => {
    const whole = await compile({ path: sourcePath('patterns.c') }, { compiler: 'clang', flags: ['-O2'] });
    const file = readElf(whole, 'whole');
    assert.ok(file.ok);
    const sections = file.value.sections();
    assert.ok(sections.ok);
    const wantedSections = /^\.(text|plt|rodata|rela|dyn|eh_frame|data|got|gnu|symtab)/;
    const places = sections.value
      .filter(
        ({ name, sh_size, sh_type }) => wantedSections.test(name) && sh_size > 0n && sh_type !== SHN.ABS,
      )
      .map(({ sh_offset, sh_size }) =>
        fc.integer({ min: Number(sh_offset), max: Number(sh_offset + sh_size) - 1 }),
      );
    const change = fc.tuple(fc.oneof(fc.nat(64 + 56 * 13), ...places), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
        const copy = whole.slice();
        for (const [at, value] of changes) copy[at] = value;
        analyzeFile(copy, 'flipped', { exportable: new Set(['qsort']) });
      }),
      { numRuns: 150, interruptAfterTimeLimit: 30_000 },
    );
  });

  it('gives any bytes as code an answer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (code) => {
        const bytes = Buffer.concat([code, Buffer.from([0x0f, 0x05, 0xc3])]);
        analyzed(codeFile(bytes.toString('hex')));
      }),
      { numRuns: 300 },
    );
  });
});
