// SPDX-License-Identifier: MIT
import { ok } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

export const command = defineCommand(
  {
    name: 'init',
    summary: 'Writes a thimble.config.ts, so that build and run know what to do in this folder',
    operands: '[PROGRAM]',
    operandCount: [0, 1],
    options: {},
    examples: [
      { words: 'init', meaning: 'for a program that you name in it' },
      { words: 'init ./server', meaning: 'for this program; then: thimble run' },
    ],
    notes: 'docs/configuration.md lists the keys. A file that is there is never written over.',
  },
  async (context, { operands }) => {
    const { initProject } = await import('../init-project.ts');
    const written = initProject(context.cwd, operands[0]);
    if (!written.ok) return written;
    context.stdout.write(`${written.value}\n`);
    return ok(EXIT.success);
  },
);
