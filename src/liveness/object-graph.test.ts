// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { SHT } from '../elf/index.ts';
import { join, readBytes, spawn } from '../util/index.ts';
import { makeTree } from '../util/test-tree.ts';
import { packObjectGraph, readObjectGraph, unpackObjectGraph } from './index.ts';

const SOURCE =
  '.section .text.f,"axG",@progbits,f,comdat\n.globl f\nf: call g\n' +
  '.section .meta,"ao",@progbits,.text.f\n.quad f + 8\n.section .note.x,"a",@note\n.quad 1\n';

async function assemble(context: TestContext): Promise<Uint8Array> {
  const folder = makeTree(context, { 'a.s': SOURCE });
  const words = ['--target=x86_64-unknown-none-elf', '-c', 'a.s', '-o', 'a.o'];
  const outcome = await spawn('clang', words, { cwd: folder });
  assert.ok(outcome.kind === 'exited' && outcome.code === 0, JSON.stringify(outcome));
  const bytes = readBytes(join(folder, 'a.o'));
  assert.ok(bytes.ok);
  return bytes.value;
}

test('readObjectGraph reads sections, references and groups, and a packed graph is the same', async (context) => {
  const graph = readObjectGraph(await assemble(context), 'a.o');
  assert.ok(graph.ok);
  const { sections, symbols, groups } = graph.value;
  const named = (name: string) => [...sections.values()].find((section) => section.name === name);
  const [call] = named('.text.f')?.references ?? [];
  assert.equal(symbols[call?.symbol ?? 0]?.name, 'g');
  assert.deepEqual([call?.offset, call?.addend], [1, -4]);
  assert.equal(named('.meta')?.linkedTo, named('.text.f')?.index);
  const [group] = groups;
  assert.deepEqual([group?.signature, group?.comdat], ['f', true]);
  assert.ok(group?.members.includes(named('.text.f')?.index ?? 0));
  assert.deepEqual(unpackObjectGraph('a.o', packObjectGraph(graph.value)), graph.value);
});

test('readObjectGraph answers an error for an object that is cut off anywhere', async (context) => {
  const bytes = await assemble(context);
  for (let length = 0; length < bytes.length; length++) {
    const graph = readObjectGraph(bytes.subarray(0, length), 'cut.o');
    // The section headers stand at the end, so nothing shorter can be read.
    assert.ok(!graph.ok, `${length} of ${bytes.length} bytes`);
  }
});

test('readObjectGraph says: .rela.text.f refers to symbol 4097, which is not there', async (context) => {
  const bytes = (await assemble(context)).slice();
  const good = readObjectGraph(bytes, 'a.o');
  assert.ok(good.ok);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [headers, count] = [Number(view.getBigUint64(40, true)), view.getUint16(60, true)];
  const relocations = Array.from({ length: count }, (_, index) => headers + index * 64).find(
    (at) => view.getUint32(at + 4, true) === SHT.RELA,
  );
  assert.ok(relocations !== undefined);
  const at = Number(view.getBigUint64(relocations + 24, true));
  view.setUint32(at + 12, 4097, true);
  const graph = readObjectGraph(bytes, 'a.o');
  assert.ok(!graph.ok);
  assert.equal(graph.diagnostics[0].message, '.rela.text.f refers to symbol 4097, which is not there');
  // And a table whose section is not there.
  view.setUint32(relocations + 44, 999, true);
  const other = readObjectGraph(bytes, 'a.o');
  assert.ok(!other.ok);
  assert.equal(other.diagnostics[0].message, '.rela.text.f refers to section 999, which is not there');
});
