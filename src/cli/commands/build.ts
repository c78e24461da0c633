// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { extraOperand, contradictoryOptions } from '../messages.ts';
import { count, flag, text, unlessGiven } from '../options.ts';
import { needsOsvWords } from '../osv/messages.ts';
import { PROGRAM_OPTIONS } from '../program-options.ts';

export const command = defineCommand(
  {
    name: 'build',
    summary: 'Makes a kernel that is cut to a program, and its root file system image',
    operands: '[PROGRAM | WORD=VALUE...]',
    operandCount: [0, Infinity],
    packagesFor: 'build',
    options: {
      ...PROGRAM_OPTIONS,
      for: text(
        '--for MACHINE',
        'the machine it is for: microvm, q35, a QEMU command line in quotes, or a file: such a command, or the JSON ' +
          'configuration of Firecracker or Cloud Hypervisor',
      ),
      output: text('-o, --output DIR', 'put the results into this folder (default: below build/)'),
      jobs: {
        ...unlessGiven(count('-j, --jobs N', 'how many compilers run at once', 1, 1024, 1)),
        defaultText: 'as many as there are CPUs',
      },
      appendManifest: flag(
        '--append-manifest',
        "add what build/release.x64/append.manifest lists (with OSv's words)",
      ),
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
        words: 'build --add-symbol getauxval --add-syscall getcpu ./server',
        meaning: 'with what you know that it needs besides what was found',
      },
      {
        words: 'build --debug -o out ./server',
        meaning: 'with a kernel to step through: gdb out/kernel.elf',
      },
      { words: 'build --universal ./server', meaning: 'with a kernel that is not cut to the program' },
      {
        words: 'build --for vm.json ./server',
        meaning: 'with the drivers for the devices of a Firecracker configuration',
      },
      { words: 'build --file /etc/motd=motd.txt /bin/ls', meaning: 'with a file of yours in the image' },
      {
        words: 'build --manifest usr.manifest --json',
        meaning: 'what a manifest lists, and what its programs need',
      },
      {
        words: 'build image=native-example drivers_profile=virtio-mmio fs=rofs',
        meaning: "OSv's words; results in build/last/",
      },
    ],
    notes:
      'PROGRAM is the path of an ELF file, the name of an app in apps/, or a folder with a thimble.config.ts, which is also used ' +
      'where\nPROGRAM is left out. Its libraries come along by themselves. The kernel has what the files of the image were found to\n' +
      'need, and no more: docs/tailoring.md.\n' +
      "OSv's words, clean and check among them, are those of docs/coming-from-osv.md; ./scripts/build is this command.",
  },
  async (context, { options, operands }) => {
    if (options.for !== undefined && options.machine !== undefined)
      return err(contradictoryOptions('--machine', '--for', 'both say what the kernel is for'));
    const { areOsvWords } = await import('../osv/words.ts');
    if (areOsvWords(operands)) {
      const { runOsvBuild } = await import('../osv/run-osv-build.ts');
      return runOsvBuild(context, operands, options);
    }
    if (options.appendManifest) return err(needsOsvWords('--append-manifest'));
    const [, extra] = operands;
    if (extra !== undefined) return err(extraOperand('build', extra, '[PROGRAM]'));
    const [
      { prepareProgram },
      { deliverKernel },
      { analyzedLibc, analyzeTree },
      { writeNeeds },
      { overBudget },
      { dirname, resolve },
    ] = await Promise.all([
      import('../prepare-program.ts'),
      import('../deliver-kernel.ts'),
      import('../analyze-tree.ts'),
      import('../write-needs.ts'),
      import('../image-messages.ts'),
      import('../../util/index.ts'),
    ]);
    const folder = options.output === undefined ? undefined : resolve(context.cwd, options.output);
    const prepared = await prepareProgram(context, operands, options, {
      for: options.for,
      jobs: options.jobs,
      ...(folder === undefined ? {} : { folder }),
    });
    if (!prepared.ok) return prepared;
    const { kernel, rootfs, machine, memory, libc, seconds, warnings } = prepared.value;
    context.tell(warnings);
    const { budget } = prepared.value;
    // It is for the kernel that is put into use.
    if (budget !== undefined && !options.debug && kernel.strippedBytes > budget.bytes) {
      context.tell([overBudget(kernel.strippedBytes, budget.bytes, undefined, budget.place)]);
      return ok(EXIT.overBudget);
    }
    const delivered: Result<typeof kernel> =
      folder === undefined ? ok(kernel) : deliverKernel(kernel, folder);
    if (!delivered.ok) return delivered;
    let { needs } = prepared.value;
    if (needs === undefined) {
      const analysis = await analyzeTree(context.root, prepared.value.tree, analyzedLibc(libc));
      if (!analysis.ok) return analysis;
      context.tell(analysis.value.warnings);
      needs = analysis.value.needs;
    }
    const needsFile = writeNeeds(needs, dirname(rootfs.path));
    if (!needsFile.ok) return needsFile;
    const { path, strippedPath, strippedBytes, exports, components } = delivered.value;
    if (options.json) {
      const described = {
        kernel: { path, strippedPath, strippedBytes, exports, components },
        rootfs,
        needs: needsFile.value,
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
