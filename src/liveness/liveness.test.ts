// SPDX-License-Identifier: MIT
// One fixture for each rule of the linker's garbage collection. What lld removes is what we must say; `removes` is there
// so that a fixture that tests nothing is noticed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linkFixture, type LinkFixture } from './testing/link-fixture.ts';

const START = 'void used(void); void _start(void) { used(); }\n';

interface Rule extends LinkFixture {
  /** Some of the sections that must be gone, and some that must not. */
  readonly removes: readonly string[];
  readonly keeps: readonly string[];
}

const section = (name: string, flags: string, body: string): string => `.section ${name},${flags}\n${body}\n`;

const RULES: Readonly<Record<string, Rule>> = {
  'a function that nothing calls is removed, with what only it uses': {
    sources: {
      'a.c': `${START}static int only = 3; int *unused(void) { return &only; }\n`,
      'b.c': 'int table[4] = {1}; int deep(void) { return table[1]; } void used(void) { table[0]++; }\n',
    },
    removes: ['a.o:(.text.unused)', 'b.o:(.text.deep)'],
    keeps: ['b.o:(.data.table)'],
  },
  'a static function is found by its section and addend': {
    sources: {
      'a.c':
        'static __attribute__((noinline)) int first(int x) { return x * 3; }\n' +
        'static __attribute__((noinline)) int second(int x) { return x * 5; }\n' +
        'int _start(int x) { return second(x); } int other(int x) { return first(x); }\n',
    },
    removes: ['a.o:(.text.first)', 'a.o:(.text.other)'],
    keeps: ['a.o:(.text.second)'],
  },
  'a weak definition gives way to a strong one, wherever that is': {
    sources: {
      'a.c': START,
      'weak.c': '__attribute__((weak)) void used(void) { __asm__("nop"); }\n',
      'strong.c': 'void used(void) {}\n',
    },
    removes: ['weak.o:(.text.used)'],
    keeps: ['strong.o:(.text.used)'],
  },
  'of two weak definitions the first counts, and a weak reference to nothing keeps nothing': {
    sources: {
      'a.c':
        'void used(void); __attribute__((weak)) void absent(void);' +
        'void _start(void) { used(); if (absent) absent(); }\n',
      'one.c': '__attribute__((weak)) void used(void) { __asm__("nop"); }\n',
      'two.c': '__attribute__((weak)) void used(void) { __asm__("hlt"); }\n',
    },
    removes: ['two.o:(.text.used)'],
    keeps: ['one.o:(.text.used)'],
  },
  'of COMDAT groups with one signature the first is linked, and its members stay together': {
    sources: {
      'a.s':
        section('.text._start', '"ax"', '.globl _start\n_start: call f') +
        section('.text.f', '"axG",@progbits,f,comdat', '.weak f\nf: nop') +
        section('.rodata.f', '"aG",@progbits,f,comdat', '.quad helper') +
        section('.text.helper', '"ax"', 'helper: nop'),
      'b.s':
        section('.text.f', '"axG",@progbits,f,comdat', '.weak f\nf: nop; nop') +
        section('.rodata.f', '"aG",@progbits,f,comdat', '.quad other') +
        section('.text.other', '"ax"', 'other: nop'),
    },
    removes: ['b.o:(.text.other)'],
    keeps: ['a.o:(.text.f)', 'a.o:(.rodata.f)', 'a.o:(.text.helper)'],
  },
  'a group without COMDAT is kept or removed as a whole': {
    sources: {
      'a.s':
        section('.text._start', '"ax"', '.globl _start\n_start: call f') +
        section('.text.f', '"axG",@progbits,g1', 'f: nop') +
        section('.data.f', '"awG",@progbits,g1', '.quad 1') +
        section('.text.h', '"axG",@progbits,g2', 'h: nop') +
        section('.data.h', '"awG",@progbits,g2', '.quad 1') +
        section('.note.g', '"aG",@note,g2', '.quad 1'),
    },
    removes: ['a.o:(.text.h)', 'a.o:(.data.h)', 'a.o:(.note.g)'],
    keeps: ['a.o:(.data.f)'],
  },
  'a section with SHF_LINK_ORDER lives as long as the one that it describes, and keeps what it refers to': {
    sources: {
      'a.s':
        section('.text._start', '"ax"', '.globl _start\n_start: nop') +
        section('.text.f', '"ax"', 'f: nop') +
        section('live_meta', '"ao",@progbits,.text._start', '.quad described') +
        section('dead_meta', '"ao",@progbits,.text.f', '.quad 2') +
        section('.data.described', '"aw"', 'described: .quad 3'),
    },
    removes: ['a.o:(.text.f)', 'a.o:(dead_meta)'],
    keeps: ['a.o:(live_meta)', 'a.o:(.data.described)'],
  },
  'a section with SHF_GNU_RETAIN is a root': {
    sources: {
      'a.c': `${START}void used(void) {}\n`,
      'b.s':
        section('.data.kept', '"awR",@progbits', '.quad target') +
        section('.data.target', '"aw"', 'target: .quad 1') +
        section('.data.lost', '"aw"', '.quad 1'),
    },
    removes: ['b.o:(.data.lost)'],
    keeps: ['b.o:(.data.kept)', 'b.o:(.data.target)'],
  },
  'constructors and notes are roots': {
    sources: {
      'a.c': `${START}void used(void) {}\nvoid early(void) {}\nvoid lost(void) {}\n`,
      'b.s':
        section('.init_array', '"aw",@init_array', '.quad early') +
        section('.note.mine', '"a",@note', '.quad noted') +
        section('.data.n', '"aw"', 'noted: .quad 1'),
      'c.s': section('.ctors.1', '"aw"', '.quad 1') + section('.init', '"ax"', 'nop'),
    },
    removes: ['a.o:(.text.lost)'],
    keeps: ['a.o:(.text.early)', 'b.o:(.data.n)', 'c.o:(.ctors.1)', 'c.o:(.init)'],
  },
  'a reference to __start_X keeps no section X': {
    sources: {
      'a.s':
        section('.text._start', '"ax"', '.globl _start\n_start: lea __start_items(%rip), %rax') +
        section('items', '"a"', '.quad 1') +
        section('__libc_items', '"a"', '.quad 1'),
    },
    removes: ['a.o:(items)', 'a.o:(__libc_items)'],
    keeps: [],
  },
  'a reference to __start_X keeps all sections X with -z nostart-stop-gc, and such of old C libraries always':
    {
      flags: ['-z', 'nostart-stop-gc'],
      sources: {
        'a.s':
          section('.text._start', '"ax"', '.globl _start\n_start: lea __start_items(%rip), %rax') +
          section('items', '"a"', '.quad 1') +
          section('others', '"a"', '.quad 1'),
        'b.s': section('items', '"a"', '.quad 1'),
      },
      removes: ['a.o:(others)'],
      keeps: ['a.o:(items)', 'b.o:(items)'],
    },
  'a reference to __stop___libc_X keeps it without an option': {
    sources: {
      'a.s':
        section('.text._start', '"ax"', '.globl _start\n_start: lea __stop___libc_items(%rip), %rax') +
        section('__libc_items', '"a"', '.quad 1') +
        section('__libc_others', '"a"', '.quad 1'),
    },
    removes: ['a.o:(__libc_others)'],
    keeps: ['a.o:(__libc_items)'],
  },
  'KEEP, the entry and the expressions of a linker script make roots': {
    script:
      'ENTRY(enter) SECTIONS { . = 0x10000; .text : { *(.text .text.*) } size = limit - 4;\n' +
      '.set : { KEEP(*(SORT_BY_NAME(.set.item.*))) } .data : { *(.data .data.*) } }\n',
    flags: ['--entry=enter'],
    sources: {
      'a.s':
        section('.text.enter', '"ax"', '.globl enter\nenter: nop') +
        section('.set.item.1', '"aw"', '.quad item') +
        section('.set.other.1', '"aw"', '.quad 1') +
        section('.text.item', '"ax"', 'item: nop') +
        section('.data.limit', '"aw"', '.globl limit\nlimit: .quad 1') +
        section('.data.lost', '"aw"', '.globl lost\nlost: .quad 1'),
    },
    removes: ['a.o:(.data.lost)', 'a.o:(.set.other.1)'],
    keeps: ['a.o:(.text.enter)', 'a.o:(.text.item)', 'a.o:(.data.limit)'],
  },
  'what is exported is a root; what is hidden or made local by the version script is not': {
    flags: ['--export-dynamic'],
    versionScript: '{ global: shown; pre_*; local: *; };\n',
    sources: {
      'a.c':
        `${START}void used(void) {}\nvoid shown(void) {}\nvoid pre_fix(void) {}\nvoid other(void) {}\n` +
        '__attribute__((visibility("hidden"))) void pre_hidden(void) {}\n' +
        'void pre_elsewhere(void) {}\n',
      'b.c':
        '__attribute__((visibility("hidden"))) void pre_elsewhere(void); void caller(void) { pre_elsewhere(); }\n',
    },
    removes: ['a.o:(.text.other)', 'a.o:(.text.pre_hidden)', 'a.o:(.text.pre_elsewhere)'],
    keeps: ['a.o:(.text.shown)', 'a.o:(.text.pre_fix)'],
  },
  'a symbol that the command line asks for is a root': {
    flags: ['-u', 'wanted', '--undefined=absent'],
    sources: {
      'a.c': `${START}void used(void) {}\nvoid wanted(void) {}\nvoid _init(void) {}\nvoid lost(void) {}\n`,
    },
    removes: ['a.o:(.text.lost)'],
    keeps: ['a.o:(.text.wanted)', 'a.o:(.text._init)'],
  },
  'with --wrap, references go to the wrapper, and by __real_ to what it wraps': {
    flags: ['--wrap=used', '--wrap=gone'],
    sources: {
      'a.c': 'void used(void); void gone(void); void _start(void) { used(); gone(); }\n',
      'b.c': 'void used(void) {}\nvoid gone(void) {}\n',
      'c.c': 'void __real_used(void); void __wrap_used(void) { __real_used(); }\nvoid __wrap_gone(void) {}\n',
    },
    removes: ['b.o:(.text.gone)'],
    keeps: ['b.o:(.text.used)', 'c.o:(.text.__wrap_used)', 'c.o:(.text.__wrap_gone)'],
  },
  'with --wrap, a call in the object that defines the function is wrapped, too': {
    flags: ['--wrap=used'],
    sources: {
      'a.c': '__attribute__((noinline)) void used(void) { __asm__("nop"); }\nvoid _start(void) { used(); }\n',
      'c.c': 'void __wrap_used(void) {}\n',
    },
    removes: ['a.o:(.text.used)'],
    keeps: ['c.o:(.text.__wrap_used)'],
  },
  'strings that only removed code uses go, and those of live code stay': {
    sources: {
      'a.c': 'const char *last; void _start(void) { last = "alive"; }\n',
      'b.c': 'extern const char *last; void dead(void) { last = "dead"; }\n',
    },
    removes: ['b.o:(.rodata.str1.1)'],
    keeps: ['a.o:(.rodata.str1.1)'],
  },
  'frame descriptions keep no function': {
    sources: {
      'a.s':
        section('.text._start', '"ax"', '.globl _start\n_start:\n.cfi_startproc\nnop\n.cfi_endproc') +
        section('.text.lost', '"ax"', 'lost:\n.cfi_startproc\nnop\n.cfi_endproc'),
    },
    removes: ['a.o:(.text.lost)'],
    keeps: ['a.o:(.eh_frame)'],
  },
  'an alias and a symbol amid a section keep the section': {
    sources: {
      'a.s':
        section('.text._start', '"ax"', '.globl _start\n_start: call inner') +
        section('.text.outer', '"ax"', '.globl outer, inner\nouter: nop\ninner: nop') +
        section('.text.lost', '"ax"', '.globl lost\nlost: call outer'),
    },
    removes: ['a.o:(.text.lost)'],
    keeps: ['a.o:(.text.outer)'],
  },
};

for (const [promise, rule] of Object.entries(RULES)) {
  test(`computeLiveness agrees with the linker: ${promise}`, async (context) => {
    const { removed, computed, inputs } = await linkFixture(context, rule);
    assert.deepEqual(computed, removed);
    for (const each of rule.removes) assert.ok(removed.includes(each), `${each} should be removed`);
    const all = inputs.objects.flatMap(({ name, sections }) =>
      [...sections.values()].map((each) => `${name}:(${each.name})`),
    );
    for (const each of rule.keeps)
      assert.ok(all.includes(each) && !removed.includes(each), `${each} should be kept`);
  });
}
