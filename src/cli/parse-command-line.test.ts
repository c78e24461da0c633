// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ok } from '../diagnostic/index.ts';
import { defineCommand } from './command.ts';
import { flag, text, texts } from './options.ts';
import { parseCommandLine } from './parse-command-line.ts';

const { declaration } = defineCommand(
  {
    name: 'run',
    summary: 'Runs',
    operands: 'PROGRAM [ARGS...]',
    operandCount: [1, Infinity],
    operandsEndOptions: true,
    options: {
      memory: text('-m, --memory SIZE', 'memory'),
      env: texts('--env K=V', 'environment'),
      verbose: flag('--verbose', 'more'),
    },
    examples: [],
  },
  () => Promise.resolve(ok(0)),
);

function inputOf(...words: string[]) {
  const parsed = parseCommandLine(declaration, words);
  assert.ok(parsed.ok && parsed.value.kind === 'run', JSON.stringify(parsed));
  return parsed.value.input;
}

function complaintOf(...words: string[]): string {
  const parsed = parseCommandLine(declaration, words);
  assert.ok(!parsed.ok);
  return parsed.diagnostics[0].message;
}

test('parseCommandLine leaves every word from the program on to the program', () => {
  const { options, operands } = inputOf('--verbose', 'ls', '--memory', '-la', '--', '--help');
  assert.deepEqual(operands, ['ls', '--memory', '-la', '--', '--help']);
  assert.deepEqual(options, { memory: undefined, env: [], verbose: true });
});

test('parseCommandLine takes values in the next word, after =, and after short names', () => {
  assert.equal(inputOf('--memory', '2M', 'x').options['memory'], '2M');
  assert.equal(inputOf('--memory=2M', 'x').options['memory'], '2M');
  assert.equal(inputOf('-m', '2M', 'x').options['memory'], '2M');
  assert.deepEqual(inputOf('--env', 'A=1', '--env=B=2', 'x').options['env'], ['A=1', 'B=2']);
});

test('parseCommandLine takes a program that begins with a dash after --', () => {
  assert.deepEqual(inputOf('--', '-x', '--verbose').operands, ['-x', '--verbose']);
});

test('parseCommandLine says what is wrong', () => {
  assert.equal(complaintOf('--memroy', '2M', 'x'), '"run" has no option --memroy');
  assert.equal(complaintOf('--verbose=1', 'x'), 'the option --verbose takes no value, found "1"');
  assert.equal(complaintOf(), '"run" lacks PROGRAM [ARGS...]');
  assert.match(complaintOf('--memory'), /^the option -m, --memory SIZE of "run" lacks its value$/);
});
