// SPDX-License-Identifier: MIT
import { defineCommand } from '../command.ts';
import { IMAGE_OPTIONS } from '../open-image.ts';
import { flag } from '../options.ts';

export const command = defineCommand(
  {
    name: 'why',
    summary: 'Tells why something is in a kernel: the chain of references from a root to it',
    operands: 'NAME',
    operandCount: [1, 1],
    options: {
      ...IMAGE_OPTIONS,
      not: flag('--not', 'for what is not in the kernel: what would bring it in'),
      all: flag('--all', 'everything that refers to it directly, too'),
      json: flag('--json', 'print one JSON object'),
    },
    examples: [
      { words: 'why epoll_wait', meaning: 'a system call' },
      { words: 'why name_lookup --all', meaning: 'a function, and all who use it' },
      {
        words: 'why file:mm/brk.c --image out',
        meaning: 'a source file, in the kernel that build -o out made',
      },
      { words: 'why component:virtio --json', meaning: 'a component, for a program' },
      { words: 'why --not pci_find', meaning: 'what to ask for to have this function' },
    ],
    notes:
      'NAME is a symbol, a system call, a section, a source file or the end of its path, or a component; symbol:NAME,\n' +
      'system-call:NAME, section:NAME, file:NAME and component:NAME say which is meant. docs/size.md has more.',
  },
  async (context, { options, operands }) => {
    const { runWhy } = await import('../run-why.ts');
    return runWhy(context, operands[0] ?? '', options);
  },
);
