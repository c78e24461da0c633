// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compiled } from '../../util/test-compile.ts';
import { readElf, type ElfFile } from '../elf-file.ts';
import { lineAt, type SourceLine } from './line-at.ts';

const PROGRAM = `static inline int twice(int n)
{
    return n * 2;
}
int left_out(void) { return 1; }
__attribute__((noinline)) int deep(int n)
{
    volatile int local = n;

    local = local + 7;
    return twice(local);
}
#line 100 "made/by-hand.c"
void _start(void) { for (;;) deep(3); }
`;

const KIND = ['-O1', '-ffreestanding', '-nostdlib', '-static', '-ffunction-sections', '-Wl,--gc-sections'];

function open(bytes: Uint8Array): ElfFile {
  const file = readElf(bytes, 'program');
  assert.ok(file.ok);
  return file.value;
}

function symbolsOf(file: ElfFile): Map<string, { value: bigint; size: bigint }> {
  const symbols = file.symbols();
  assert.ok(symbols.ok);
  return new Map(symbols.value.map((symbol) => [symbol.name, symbol]));
}

/** The lines that the bytes of a function are of, each once. */
function linesOf(file: ElfFile, name: string): SourceLine[] {
  const symbol = symbolsOf(file).get(name);
  assert.ok(symbol !== undefined);
  const lines = new Map<string, SourceLine>();
  for (let at = symbol.value; at < symbol.value + symbol.size; at++) {
    const line = lineAt(file, at);
    if (line !== undefined) lines.set(`${line.file}:${line.line}`, line);
  }
  return [...lines.values()].sort((a, b) => a.line - b.line);
}

describe('lineAt', () => {
  for (const compiler of ['clang', 'gcc']) {
    for (const version of ['-gdwarf-4', '-gdwarf-5']) {
      it(`tells the lines of what ${compiler} ${version} compiled`, async () => {
        const file = open(await compiled(compiler, [...KIND, '-g', version], 'program.c', PROGRAM));
        const lines = linesOf(file, 'deep');
        assert.ok(
          lines.every((each) => /(^|\/)program\.c$/.test(each.file)),
          JSON.stringify(lines),
        );
        const numbers = lines.map(({ line }) => line);
        // The function, its statements, and what was inlined into it.
        for (const line of [3, 8, 10]) assert.ok(numbers.includes(line), JSON.stringify(numbers));
        assert.ok(
          numbers.every((line) => [3, 6, 7, 8, 10, 11, 12].includes(line)),
          JSON.stringify(numbers),
        );
        const [start, more] = linesOf(file, '_start');
        assert.match(start?.file ?? '', /(^|\/)made\/by-hand\.c$/);
        assert.deepEqual([start?.line, more], [100, undefined]);
        assert.equal(lineAt(file, 0x10n), undefined);
      });
    }
  }

  it('gives paths as the compiler was given them where the file does not tell in which folder that was', async () => {
    const flags = [...KIND, '-g', '-fdebug-compilation-dir=.'];
    const file = open(await compiled('clang', flags, 'program.c', PROGRAM));
    assert.equal(linesOf(file, 'deep')[0]?.file, 'program.c');
    assert.equal(linesOf(file, '_start')[0]?.file, 'made/by-hand.c');
  });

  it('tells nothing of a program without lines', async () => {
    const file = open(await compiled('gcc', KIND, 'program.c', PROGRAM));
    assert.deepEqual(linesOf(file, 'deep'), []);
  });

  it('answers whatever is in the sections', async () => {
    const bytes = await compiled('clang', [...KIND, '-g'], 'program.c', PROGRAM);
    const file = open(bytes);
    const address = symbolsOf(file).get('deep')?.value ?? 0n;
    const sections = file.sections();
    assert.ok(sections.ok);
    const places = sections.value
      .filter(({ name }) => name === '.debug_line' || name === '.debug_line_str')
      .flatMap(({ sh_offset, sh_size }) =>
        Array.from({ length: Number(sh_size) }, (_, index) => Number(sh_offset) + index),
      );
    assert.ok(places.length > 50);
    const change = fc.record({ at: fc.constantFrom(...places), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const damaged = Uint8Array.from(bytes);
        for (const { at, byte } of changes) damaged[at] = byte;
        lineAt(open(damaged), address);
      }),
      { numRuns: 2000 },
    );
  });
});
