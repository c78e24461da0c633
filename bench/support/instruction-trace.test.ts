// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBootTrace, traceArgs } from './instruction-trace.ts';

const points = { entry: 0x100000n, mark: 0xffffffff80102b00n };

function traceOf(addresses: readonly string[]): string {
  return addresses.map((pc) => `Trace 0: 0x7f00 [0000000000000000/${pc}/1040c2b0/ff000201] \n`).join('');
}

const FIRMWARE = '00000000000ff000';
const ENTRY = '0000000000100000';
const KERNEL = 'ffffffff8011a136';
const MARK = 'ffffffff80102b00';
const PROGRAM = '000000000040103c';

test("readBootTrace counts from the kernel's entry to the program's first instruction", () => {
  const trace = readBootTrace(traceOf([FIRMWARE, ENTRY, KERNEL, MARK, KERNEL, PROGRAM, KERNEL]), points);
  assert.equal(trace?.total, 4);
  assert.deepEqual(trace.marks, [2]);
  assert.equal(trace.byAddress.get(0xffffffff8011a136n), 2);
});

test('readBootTrace counts on to main, wherever the program was loaded', () => {
  const [START, MAIN] = ['0000555555555050', '0000555555555139'];
  const program = { entry: 0x1050n, main: 0x1139n };
  const text = traceOf([ENTRY, KERNEL, START, KERNEL, KERNEL, MAIN, KERNEL]);
  const trace = readBootTrace(text, { ...points, program });
  assert.equal(trace?.total, 2);
  assert.equal(trace.main, 5);
  assert.equal(readBootTrace(traceOf([ENTRY, KERNEL, START, KERNEL]), { ...points, program }), undefined);
});

test('readBootTrace does not count what was about to be executed and was not', () => {
  const stopped = 'Stopped execution of TB chain before 0x7f00 [ffffffff80102b00] \n';
  const text = traceOf([ENTRY, KERNEL, MARK]) + stopped + traceOf([MARK, KERNEL, PROGRAM]);
  const trace = readBootTrace(text, points);
  assert.equal(trace?.total, 4);
  assert.deepEqual(trace.marks, [2]);
});

test('readBootTrace answers undefined when the program never ran', () => {
  assert.equal(readBootTrace(traceOf([FIRMWARE, ENTRY, KERNEL]), points), undefined);
  assert.equal(readBootTrace('', points), undefined);
});

test('traceArgs names the option as the version of QEMU knows it', () => {
  assert.ok(traceArgs('f', '7.2.22').includes('-singlestep'));
  assert.ok(traceArgs('f', '10.0.2').includes('tcg,one-insn-per-tb=on'));
});
