// SPDX-License-Identifier: MIT
import { defineCommand } from '../command.ts';
import { IMAGE_OPTIONS } from '../open-image.ts';
import { flag, pairs, text } from '../options.ts';

export const command = defineCommand(
  {
    name: 'report',
    summary:
      'Writes a page about a kernel: a map of what is in it and why, what was left out, its exports, calls and needs',
    operands: '',
    operandCount: [0, 0],
    options: {
      ...IMAGE_OPTIONS,
      output: text('-o, --output FILE', 'the page to write (default report.html)'),
      needs: text(
        '--needs FILE',
        'a needs.json: shows what each file needs, and who asked for what (default: the one in the folder of --image)',
      ),
      run: text(
        '--run FILE',
        'what run --json wrote: shows what the program asked for and the kernel was cut from',
      ),
      fromUniversal: flag(
        '--from-universal',
        'show the kernels on the way to this one: everything exported, symbols hidden, the drivers of the profile alone',
      ),
      ladder: pairs(
        '--ladder LABEL=DIR',
        'show the size of another kernel of yours as a step on the way to this one (repeatable)',
        /./,
        'LABEL=DIR with the folder of a kernel',
      ),
    },
    examples: [
      { words: 'report', meaning: 'report.html, about the kernel for microvm' },
      { words: 'report --image out -o out/report.html', meaning: 'about the kernel in out/' },
      {
        words: 'report --image out --from-universal',
        meaning: 'with the way from the universal kernel to this one',
      },
      {
        words: 'report --image out --run run.json',
        meaning: 'with what the program of run --json run.json asked for in vain',
      },
    ],
    notes: 'The page is one file, works without a network, and can be sent to others.',
  },
  async (context, { options }) => {
    const { runReport } = await import('../run-report.ts');
    return runReport(context, options);
  },
);
