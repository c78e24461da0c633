// SPDX-License-Identifier: MIT
import { ok } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { pairs, text } from '../options.ts';

export const command = defineCommand(
  {
    name: 'manifest-files',
    summary: 'Lists the host files that a usr.manifest puts into an image, one a line',
    operands: '[FILE | -]',
    operandCount: [0, 1],
    failureCode: EXIT.failure,
    options: {
      manifest: text('-m, --manifest FILE', "the manifest, as OSv's script takes it"),
      var: pairs('-D, --var NAME=VALUE', 'what %(NAME)s stands for (repeatable)', /^\w+$/, 'NAME=VALUE'),
    },
    examples: [
      { words: 'manifest-files', meaning: 'of build/last/usr.manifest' },
      { words: 'manifest-files my/usr.manifest', meaning: 'of this one' },
      {
        words: 'manifest-files - < usr.manifest',
        meaning: 'of standard input; paths start at the working directory',
      },
    ],
    notes: './scripts/list_manifest_files is this command.',
  },
  async (context, { options, operands }) => {
    const { manifestHostFiles, chooseManifest } = await import('../osv/manifest-files.ts');
    const chosen = chooseManifest(context, operands[0], options.manifest);
    if (!chosen.ok) return chosen;
    const files = await manifestHostFiles(context, chosen.value, Object.fromEntries(options.var));
    if (!files.ok) return files;
    context.stdout.write(files.value.map((file) => `${file}\n`).join(''));
    return ok(EXIT.success);
  },
);
