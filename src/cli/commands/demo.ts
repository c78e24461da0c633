// SPDX-License-Identifier: MIT
import { ok, styled } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

const APP = 'native-example';

export const command = defineCommand(
  {
    name: 'demo',
    summary: `Builds everything, boots apps/${APP} and tells what it did`,
    operands: '',
    operandCount: [0, 0],
    packagesFor: 'run',
    options: {},
    examples: [
      { words: 'demo', meaning: 'sets up what is missing, builds, boots, and says what to try next' },
    ],
  },
  async (context) => {
    const { runDemo } = await import('../run-demo.ts');
    context.stdout.write(
      `${styled('bold', `Building a virtual machine of apps/${APP}`, context.stdout.colour)}\n`,
    );
    const code = await runDemo(context, APP);
    return code.ok && code.value !== 0 ? ok(EXIT.failure) : code;
  },
);
