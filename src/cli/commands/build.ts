// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { contradictoryOptions } from '../messages.ts';
import { flag, text } from '../options.ts';
import { PROGRAM_OPTIONS } from '../program-options.ts';

export const command = defineCommand(
  {
    name: 'build',
    summary: 'Makes a kernel and a root file system image of a program',
    operands: '[PROGRAM]',
    operandCount: [0, 1],
    packagesFor: 'build',
    options: {
      ...PROGRAM_OPTIONS,
      for: text(
        '--for MACHINE',
        'the machine it is for: microvm, q35, a QEMU command line in quotes, or a file: such a command, or the JSON ' +
          'configuration of Firecracker or Cloud Hypervisor',
      ),
      output: text('-o, --output DIR', 'put the results into this folder (default: below build/)'),
      verbose: flag('--verbose', 'tell also which weak symbols nothing defines'),
      json: flag('--json', 'print one JSON object that describes the results'),
    },
    examples: [
      { words: 'build native-example', meaning: 'an app of apps/' },
      {
        words: 'build -o out /usr/bin/sqlite3',
        meaning: 'kernel.elf, kernel-stripped.elf and rootfs.img in out/',
      },
      {
        words: 'build --for vm.json ./server',
        meaning: 'with the drivers for the devices of a Firecracker configuration',
      },
      { words: 'build --file /etc/motd=motd.txt /bin/ls', meaning: 'with a file of yours in the image' },
      {
        words: 'build --manifest usr.manifest --json',
        meaning: 'what a manifest lists, and what its programs need',
      },
    ],
    notes:
      'PROGRAM is the path of an ELF file, the name of an app in apps/, or a folder with a thimble.config.ts, which is also used ' +
      'where\nPROGRAM is left out. Its libraries come along by themselves.',
  },
  async (context, { options, operands }) => {
    const [{ prepareProgram }, { deliverKernel }, { resolve }] = await Promise.all([
      import('../prepare-program.ts'),
      import('../deliver-kernel.ts'),
      import('../../util/index.ts'),
    ]);
    if (options.for !== undefined && options.machine !== undefined)
      return err(contradictoryOptions('--machine', '--for', 'both say what the kernel is for'));
    const folder = options.output === undefined ? undefined : resolve(context.cwd, options.output);
    const prepared = await prepareProgram(context, operands, options, {
      for: options.for,
      ...(folder === undefined ? {} : { folder }),
    });
    if (!prepared.ok) return prepared;
    const { kernel, rootfs, machine, memory, libc, seconds, warnings } = prepared.value;
    context.tell(warnings);
    const delivered: Result<typeof kernel> =
      folder === undefined ? ok(kernel) : deliverKernel(kernel, folder);
    if (!delivered.ok) return delivered;
    const { path, strippedPath, strippedBytes, exports, components } = delivered.value;
    if (options.json) {
      const described = {
        kernel: { path, strippedPath, strippedBytes, exports, components },
        rootfs,
        libc,
        machine,
        memory,
        seconds,
      };
      context.stdout.write(`${JSON.stringify(described, null, 2)}\n`);
    } else {
      const kib = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`;
      context.stdout.write(
        `kernel  ${strippedPath} (${kib(strippedBytes)}, ${components.length} components)\n`,
      );
      context.stdout.write(`rootfs  ${rootfs.path} (${kib(rootfs.bytes)})\n`);
    }
    return ok(EXIT.success);
  },
);
