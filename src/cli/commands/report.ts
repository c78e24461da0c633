// SPDX-License-Identifier: MIT
import { defineCommand } from '../command.ts';
import { IMAGE_OPTIONS } from '../open-image.ts';
import { pairs, text } from '../options.ts';

export const command = defineCommand(
  {
    name: 'report',
    summary: 'Writes a page about a kernel: a map of what is in it and why, its exports, calls and needs',
    operands: '',
    operandCount: [0, 0],
    options: {
      ...IMAGE_OPTIONS,
      output: text('-o, --output FILE', 'the page to write (default report.html)'),
      needs: text('--needs FILE', 'a needs.json: shows what each file needs, and who asked for what'),
      ladder: pairs(
        '--ladder LABEL=DIR',
        'show the size of another kernel as a step on the way to this one (repeatable)',
        /./,
        'LABEL=DIR with the folder of a kernel',
      ),
    },
    examples: [
      { words: 'report', meaning: 'report.html, about the kernel for microvm' },
      { words: 'report --image out -o out/report.html', meaning: 'about the kernel in out/' },
      {
        words: 'report --image out --ladder "all drivers=build/kernel/all"',
        meaning: 'with the way from the universal kernel to this one',
      },
    ],
    notes: 'The page is one file, works without a network, and can be sent to others.',
  },
  async (context, { options }) => {
    const { runReport } = await import('../run-report.ts');
    return runReport(context, options);
  },
);
