// SPDX-License-Identifier: MIT
import { err, ok } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { formatterFailed, noSuchFile } from '../messages.ts';
import { flag } from '../options.ts';

export const command = defineCommand(
  {
    name: 'format',
    summary: 'Gives the sources of Thimble their layout (prettier, clang-format)',
    operands: '[PATHS...]',
    operandCount: [0, Infinity],
    packagesFor: 'test',
    options: {
      check: flag('--check', 'change nothing; exit with 1 and name the files when any would change'),
    },
    examples: [
      { words: 'format', meaning: 'all sources' },
      { words: 'format kernel/mm', meaning: 'only what is in a folder' },
      { words: 'format --check', meaning: 'as the tests do' },
    ],
  },
  async (context, { options, operands }) => {
    const [{ laySources }, { fileStatus, relative, resolve }] = await Promise.all([
      import('../source-layout.ts'),
      import('../../util/index.ts'),
    ]);
    const missing = operands.find((path) => !fileStatus(resolve(context.cwd, path)).ok);
    if (missing !== undefined) return err(noSuchFile(missing));
    const paths = operands.map((path) => relative(context.root, resolve(context.cwd, path)) || '.');
    const outcome = await laySources(context.root, paths.length === 0 ? undefined : paths, options.check);
    switch (outcome.kind) {
      case 'clean':
        return ok(EXIT.success);
      case 'failed':
        return err(formatterFailed(outcome.output));
      case 'differs':
        context.stdout.write(outcome.files.map((file) => `${file}\n`).join(''));
        context.stderr.write(
          `thimble: ${outcome.files.length} files have another layout; thimble format gives it to them\n`,
        );
        return ok(EXIT.failure);
      default:
        return outcome satisfies never;
    }
  },
);
