// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { answerWhy, suggestRoots, targetNames, type ObjectNaming } from './index.ts';
import { linkFixture } from './testing/link-fixture.ts';

const SCRIPT =
  'ENTRY(_start) SECTIONS { . = 0x10000; .text : { *(.text .text.*) }\n' +
  '.set : { KEEP(*(.set.init)) } .data : { *(.data .data.* .rodata .rodata.*) } }\n';

const SOURCES = {
  'entry.c': 'void boot(void); void _start(void) { boot(); }\n',
  'boot.c':
    'void leaf(void); static __attribute__((noinline)) void middle(void) { leaf(); leaf(); }\n' +
    'extern const int syscall_table[]; volatile int calls;\n' +
    'void boot(void) { middle(); calls = syscall_table[0]; }\n',
  'leaf.c': 'int counter; void leaf(void) { counter++; }\nvoid dead(void) { leaf(); }\n',
  'call.c':
    'void leaf(void); long sys_getpid(void) { leaf(); return 1; }\nlong sys_gettid(void) { return 2; }\n',
  'table.s':
    '.section .rodata.syscall_table,"a"\n.globl syscall_table\nsyscall_table: .fill 39, 4, 0\n.long sys_getpid - syscall_table\n',
  'item.s':
    '.section .set.init,"aw"\n__set_entry_init_leaf: .quad item\n.section .text.item,"ax"\nitem: nop\n',
};

/** `leaf.o` belongs to component leaf, and was made from leaf.c. */
const NAMING: ObjectNaming = {
  component: (object) => object.replace(/\.o$/, ''),
  source: (object) => `kernel/${object.replace(/\.o$/, '.c')}`,
};

function link(context: TestContext) {
  return linkFixture(context, { sources: SOURCES, script: SCRIPT });
}

test('answerWhy gives the chain from the entry, each step with the place that refers to it', async (context) => {
  const { live } = await link(context);
  const [answer] = answerWhy(live, NAMING, 'middle').answers;
  assert.deepEqual(answer?.chain.root, { kind: 'entry', symbol: '_start' });
  const steps = answer.chain.steps.map(({ name, file, link: by }) => [
    name,
    file,
    by?.kind === 'reference' ? `${by.from.symbol} ${by.relocation}` : by?.kind,
  ]);
  assert.deepEqual(steps, [
    ['_start', 'kernel/entry.c', undefined],
    ['boot', 'kernel/boot.c', '_start R_X86_64_PLT32'],
    ['middle', 'kernel/boot.c', 'boot R_X86_64_PLT32'],
  ]);
});

test('answerWhy takes the system call table for a root, and knows calls by their name', async (context) => {
  const { live } = await link(context);
  const [answer] = answerWhy(live, NAMING, 'getpid').answers;
  assert.deepEqual(answer?.chain.root, { kind: 'system-call', name: 'getpid', number: 39 });
  assert.deepEqual([answer.kind, answer.name, answer.chain.steps.length], ['system-call', 'sys_getpid', 1]);
});

test('answerWhy gives the shortest of several chains, and all that refer to a function', async (context) => {
  const { live } = await link(context);
  const [answer] = answerWhy(live, NAMING, 'leaf').answers;
  assert.deepEqual(
    answer?.chain.steps.map(({ name }) => name),
    ['sys_getpid', 'leaf'],
  );
  const places = answer.referrers.map(({ link: by, file }) => [
    by.kind === 'reference' && by.from.symbol,
    file,
  ]);
  assert.deepEqual(places, [
    ['middle', 'kernel/boot.c'],
    ['middle', 'kernel/boot.c'],
    ['sys_getpid', 'kernel/call.c'],
  ]);
});

test('answerWhy says of an item of a linker set which set it is of', async (context) => {
  const { live } = await link(context);
  const [answer] = answerWhy(live, NAMING, 'item').answers;
  assert.deepEqual(answer?.chain.root, { kind: 'kept', pattern: '.set.init', set: 'init' });
});

test('answerWhy finds sections, files by the end of their path, and components', async (context) => {
  const { live } = await link(context);
  assert.equal(answerWhy(live, NAMING, '.text.boot').answers[0]?.kind, 'section');
  const [file] = answerWhy(live, NAMING, 'leaf.c').answers;
  assert.deepEqual([file?.kind, file?.name, file?.sections], ['object', 'kernel/leaf.c', 2]);
  assert.equal(answerWhy(live, NAMING, 'af.c').answers.length, 0);
  const [component] = answerWhy(live, NAMING, 'component:leaf').answers;
  assert.equal(component?.kind, 'component');
  assert.deepEqual(answerWhy(live, NAMING, 'leaf').otherKinds, ['component']);
});

test('answerWhy tells what is known and not in the kernel from what is unknown', async (context) => {
  const { live } = await link(context);
  const dead = answerWhy(live, NAMING, 'dead');
  assert.deepEqual([dead.answers.length, dead.absent[0]?.name], [0, 'dead']);
  assert.deepEqual(answerWhy(live, NAMING, 'nothing'), { answers: [], otherKinds: [], absent: [] });
  assert.ok(targetNames(live.graph, NAMING).has('getpid'));
});

test('suggestRoots names the system call, the component, and the export that would bring something in', async (context) => {
  const { live: small } = await linkFixture(context, {
    script: SCRIPT,
    sources: { 'entry.c': 'void _start(void) {}\n' },
  });
  const { inputs, live } = await link(context);
  const { graph } = live;
  const universe = { graph, inputs, naming: NAMING, systemCalls: new Set(['getpid', 'gettid']) };
  const nodes = (name: string) => graph.nodes.filter((node) => node.section.name === `.text.${name}`);
  const [item] = suggestRoots(small, universe, nodes('item'), 3);
  assert.deepEqual(item?.remedy, {
    kind: 'component',
    component: 'item',
    root: { kind: 'kept', pattern: '.set.init', set: 'init' },
  });
  assert.deepEqual(
    item.steps.map(({ name }) => name),
    ['__set_entry_init_leaf', 'item'],
  );
  const [call] = suggestRoots(small, universe, nodes('sys_gettid'), 1);
  assert.deepEqual(call?.remedy, { kind: 'system-call', name: 'gettid', component: 'call' });
  const [exported] = suggestRoots(small, universe, nodes('dead'), 1);
  assert.deepEqual(exported?.remedy, { kind: 'export', symbol: 'dead', component: 'leaf' });
});
