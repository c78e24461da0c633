// SPDX-License-Identifier: MIT
import { err, ok, styled } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { noSuchTestKind, noTestFiles } from '../messages.ts';
import { flag, texts } from '../options.ts';
import { renderTable } from '../table.ts';
import { TEST_KINDS } from '../test-kinds.ts';

export const command = defineCommand(
  {
    name: 'test',
    summary: 'Runs the tests, and says at the end how many passed and failed',
    operands: '[WORDS...]',
    operandCount: [0, Infinity],
    packagesFor: 'test',
    options: {
      only: texts(
        '--only KIND',
        `run tests of this kind only (repeatable): ${TEST_KINDS.map((kind) => kind.name).join(', ')}`,
      ),
      list: flag('--list', 'list the kinds and their files, and run nothing'),
    },
    examples: [
      { words: 'test', meaning: 'everything; exit code 1 when a test fails' },
      { words: 'test --only unit --only house', meaning: 'what needs no guest' },
      {
        words: 'test --only boot busybox',
        meaning: 'the boot scenarios in files with "busybox" in their path',
      },
    ],
  },
  async (context, { options, operands }) => {
    const { runTests, testFiles } = await import('../run-tests.ts');
    const unknown = options.only.find((name) => !TEST_KINDS.some((kind) => kind.name === name));
    if (unknown !== undefined)
      return err(
        noSuchTestKind(
          unknown,
          TEST_KINDS.map((kind) => kind.name),
        ),
      );
    const wanted = (file: string): boolean =>
      operands.length === 0 || operands.some((word) => file.includes(word));
    const chosen = TEST_KINDS.filter((kind) => options.only.length === 0 || options.only.includes(kind.name))
      .map((kind) => ({ kind, files: testFiles(context.root, kind).filter(wanted) }))
      .filter(({ files }) => files.length > 0);
    if (chosen.length === 0) return err(noTestFiles(operands));
    if (options.list) {
      const rows = chosen.flatMap(({ kind, files }) => files.map((file) => [kind.name, file]));
      context.stdout.write(renderTable(['kind', 'file'], rows, context.stdout.colour));
      return ok(EXIT.success);
    }
    const sum = { passed: 0, failed: 0, skipped: 0 };
    for (const { kind, files } of chosen) {
      if (context.interrupted.aborted) break;
      context.stdout.write(`${styled('bold', `== ${kind.name}: ${kind.summary}`, context.stdout.colour)}\n`);
      const counts = await runTests({ root: context.root, kind, files, cancel: context.interrupted });
      sum.passed += counts.passed;
      sum.failed += counts.failed;
      sum.skipped += counts.skipped;
    }
    if (sum.skipped > 0) context.stdout.write(`${sum.skipped} skipped\n`);
    context.stdout.write(`${sum.passed} passed, ${sum.failed} failed\n`);
    return ok(sum.failed === 0 ? EXIT.success : EXIT.failure);
  },
);
