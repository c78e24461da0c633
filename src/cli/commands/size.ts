// SPDX-License-Identifier: MIT
import { defineCommand } from '../command.ts';
import { IMAGE_OPTIONS } from '../open-image.ts';
import { bytes, choice, count, flag, text } from '../options.ts';

const MOST_ROWS = 1_000_000;

export const command = defineCommand(
  {
    name: 'size',
    summary: 'Tells what the bytes of a kernel are for, what changed, and whether it keeps a budget',
    operands: '',
    operandCount: [0, 0],
    options: {
      ...IMAGE_OPTIONS,
      by: choice('--by WHAT', 'one line for each', ['component', 'file', 'symbol'], 'component'),
      top: count('--top N', 'only the N largest, the rest as one line; 0: all', 0, MOST_ROWS, 0),
      compare: text('--compare DIR', 'tell what changed since the kernel in this folder'),
      budget: bytes('--budget SIZE', 'end with exit code 3 when kernel-stripped.elf is larger'),
      why: flag('--why', 'say of each component what it is and why it is in the kernel'),
      markdown: flag('--markdown', 'the same as a table of a Markdown page'),
      json: flag('--json', 'print one JSON object'),
    },
    examples: [
      { words: 'size', meaning: 'the kernel for microvm, by component' },
      { words: 'size --image out --why', meaning: 'what is in the kernel in out/, and why' },
      {
        words: 'size --image out --by symbol --top 20',
        meaning: 'the largest functions of the kernel in out/',
      },
      { words: 'size --image new --compare old', meaning: 'what grew and what shrank' },
      { words: 'size --image out --budget 96K', meaning: 'for CI: 0 when it fits, 3 when it does not' },
    ],
    notes:
      'The lines add up to the size of kernel-stripped.elf. "zeroed" is memory that takes no room in the file.',
  },
  async (context, { options }) => {
    const { runSize } = await import('../run-size.ts');
    return runSize(context, options);
  },
);
