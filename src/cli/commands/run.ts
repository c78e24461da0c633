// SPDX-License-Identifier: MIT
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { duration, flag, text } from '../options.ts';
import { networkOption, portForwards } from '../network-options.ts';
import { PROGRAM_OPTIONS } from '../program-options.ts';

export const command = defineCommand(
  {
    name: 'run',
    summary: 'Boots a program in QEMU, here and now',
    operands: '[PROGRAM [ARGS...]]',
    operandCount: [0, Infinity],
    operandsEndOptions: true,
    packagesFor: 'run',
    passesSignals: true,
    failureCode: EXIT.notPrepared,
    options: {
      ...PROGRAM_OPTIONS,
      publish: portForwards(
        '-p, --publish FORWARD',
        'let a port of this host lead to one of the guest: [udp:][ADDRESS:]PORT:PORT; the address is 127.0.0.1 ' +
          'unless given, and an empty first port is any that is free (repeatable)',
      ),
      net: networkOption(
        '--net NETWORK',
        'give the guest a network card: user (as -p does) or tap:NAME, a tap device of this host',
      ),
      timeout: duration(
        '--timeout TIME',
        'end the guest after this time (30, 30s, 500ms, 2m) with exit code 124',
      ),
      verbose: flag('--verbose', "print the kernel's messages on standard error"),
      gdb: flag('--gdb', 'let QEMU wait for a debugger, and print the gdb command line to paste'),
      keep: text('--keep DIR', 'keep kernel, image, command line, log and a run.sh in this folder'),
      json: text('--json FILE', 'write how it ended to this file'),
      record: text(
        '--record FILE',
        'do not cut the kernel, and add to this needs.json what the program asks for; --needs-file takes it',
      ),
    },
    examples: [
      { words: 'run native-example', meaning: 'an app of apps/' },
      { words: 'run /bin/busybox ls -l /', meaning: 'what follows PROGRAM belongs to the program' },
      {
        words: "run /usr/bin/lua5.4 -e 'print(6*7)'",
        meaning: 'a dynamic program; its libraries come along',
      },
      {
        words: 'run --memory 32M --file /data=./data ./server /data',
        meaning: 'with a folder of yours in the image',
      },
      {
        words: 'run --record needs.json ./server --self-test',
        meaning: 'what no analysis can see, for build --needs-file needs.json ./server',
      },
      { words: 'run -p 8080:80 /bin/busybox httpd -f -p 80', meaning: 'a server, at http://127.0.0.1:8080' },
      { words: 'run --machine q35 --timeout 10s --json end.json ./test', meaning: 'for scripts' },
      { words: 'run --gdb --debug ./server', meaning: 'with a kernel that is pleasant to step through' },
      {
        words: 'run --verbose --kernel-args --bootchart ./server',
        meaning: 'where the time of the boot goes',
      },
    ],
    notes:
      "The exit code is the program's; docs/exit-codes.md lists those of Thimble. PROGRAM is the path of an ELF file, the " +
      'name of an\napp in apps/, or a guest path that --file or --manifest fills.',
  },
  async (context, { options, operands }) => {
    const { runProgram } = await import('../run-program.ts');
    return runProgram(context, operands, options);
  },
);
