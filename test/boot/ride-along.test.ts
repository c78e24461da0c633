// SPDX-License-Identifier: MIT
// Nothing is in a kernel only because it shares a section or a page with something that is needed.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadComponents, loadProfile } from '../../src/component/index.ts';
import { readElf, SHF } from '../../src/elf/index.ts';
import { resolveComponents } from '../../src/graph/index.ts';
import { computeLiveness, hasFlag, symbolsOf, type SectionNode } from '../../src/liveness/index.ts';
import {
  groupSizes,
  makeKernel,
  measureKernel,
  objectNaming,
  openKernel,
  readLinkInputs,
  type SizePart,
  type SizeTable,
} from '../../src/toolchain/index.ts';
import { join, readBytes } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';

/** Statics of so many bytes and more have their reasons below. */
const LARGE = 4096;

/** Bytes in one place: the largest alignment of what is in the file, a line of the cache. */
const MOST_PADDING = 64;

const LARGE_STATICS: Readonly<Record<string, string>> = {
  kernel_pml4: 'page tables from the first instruction on',
  boot_pdpt: 'page tables from the first instruction on',
  boot_pd: 'page tables from the first instruction on, and the first stack behind it',
  boot_cpu:
    'what the CPU that boots needs before there is a heap: interrupt stacks and segments; other CPUs get theirs from the heap',
  first:
    'what the dynamic linker notes of a program with few libraries, for which it need not ask for memory',
  command_line: 'the loader keeps its copy where memory is given away',
};

let nodes: readonly SectionNode[] = [];
let sizes: SizeTable;
let padding: readonly SizePart[] = [];
let kernelPath = '';

before(async () => {
  const set = await loadComponents(root);
  const profile = await loadProfile(root, 'all');
  assert.ok(set.ok && profile.ok);
  const selection = resolveComponents(set.value, profile.value);
  assert.ok(selection.ok);
  const selected = selection.value.selected.map(({ component }) => component);
  const built = await makeKernel({ set: set.value, selected, folder: 'build/kernel/all' });
  assert.ok(built.ok, JSON.stringify(built));
  const kernel = openKernel(join(root, 'build/kernel/all'));
  assert.ok(kernel.ok);
  kernelPath = join(kernel.value.folder, 'kernel.elf');
  const inputs = readLinkInputs(root, kernel.value);
  const measured = measureKernel(kernel.value);
  assert.ok(inputs.ok && measured.ok);
  const live = computeLiveness(inputs.value);
  nodes = live.graph.nodes.filter((node) => live.reached.has(node) && hasFlag(node, SHF.ALLOC));
  padding = measured.value.parts.filter(({ owner }) => owner.kind === 'padding');
  sizes = groupSizes(measured.value, 'symbol', objectNaming(set.value));
});

function described({ object, section }: SectionNode): string {
  return `${object.name}:(${section.name}), ${section.size} bytes`;
}

/** Made by the compiler, which was told to make a section for each function and object. Assembly decides by itself. */
function isCompiled({ object }: SectionNode): boolean {
  return object.name.endsWith('.c.o');
}

test('no object has frame descriptions, which would be loaded for a debugger that is not there', () => {
  assert.deepEqual(nodes.filter(({ section }) => section.name.startsWith('.eh_frame')).map(described), []);
  const bytes = readBytes(kernelPath);
  assert.ok(bytes.ok);
  const file = readElf(bytes.value, kernelPath);
  const sections = file.ok ? file.value.sections() : file;
  assert.ok(sections.ok);
  const loaded = sections.value.filter(({ sh_flags }) => (sh_flags & SHF.ALLOC) !== 0n);
  const names = loaded.map(({ name }) => name);
  assert.ok(
    names.includes('.text') && !names.some((name) => /eh_frame|debug|comment/.test(name)),
    names.join(' '),
  );
});

test('no section of C code holds two things that the linker could not tell apart', () => {
  const shared = nodes.filter((node) => {
    // The linker takes strings and constants apart itself; items of a set are wanted together.
    if (!isCompiled(node) || hasFlag(node, SHF.MERGE) || node.section.name.startsWith('.set.')) return false;
    const sized = symbolsOf(node).filter(({ size }) => size > 0);
    return new Set(sized.map(({ value }) => value)).size > 1;
  });
  assert.deepEqual(shared.map(described), []);
});

test('no C code is in a section without a name of its own', () => {
  const plain = nodes.filter(
    (node) =>
      isCompiled(node) && node.section.size > 0 && /^\.(text|data|bss|rodata)$/.test(node.section.name),
  );
  assert.deepEqual(plain.map(described), []);
});

test('every large static has a reason, which is not a number of CPUs', () => {
  const large = sizes.rows.filter(({ zeroedBytes }) => zeroedBytes >= LARGE);
  const without = large.filter(({ name }) => LARGE_STATICS[name] === undefined);
  assert.deepEqual(
    without.map(({ name, file, zeroedBytes }) => `${name} of ${file}, ${zeroedBytes} bytes`),
    [],
  );
  const names = new Set(large.map(({ name }) => name));
  assert.deepEqual(
    Object.keys(LARGE_STATICS).filter((name) => !names.has(name)),
    [],
  );
});

test('the file has no more padding than alignment asks for', () => {
  const large = padding.filter(({ bytes }) => bytes >= MOST_PADDING);
  assert.deepEqual(large, []);
});
