// SPDX-License-Identifier: MIT
import { err, ok } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { pairs, text } from '../options.ts';

export const command = defineCommand(
  {
    name: 'app-version-script',
    summary: 'Writes the version script of a kernel that exports what the programs of a manifest need',
    operands: '[FILE | -]',
    operandCount: [0, 1],
    failureCode: EXIT.failure,
    options: {
      output: text('-o, --output FILE', 'where it goes (default build/last/app_version_script); - prints it'),
      var: pairs('-D, --var NAME=VALUE', 'what %(NAME)s stands for (repeatable)', /^\w+$/, 'NAME=VALUE'),
    },
    examples: [
      { words: 'app-version-script', meaning: 'for build/last/usr.manifest, as the last build left it' },
      { words: 'app-version-script -o - my/usr.manifest', meaning: 'for this manifest, printed' },
      {
        words: 'build image=native-example conf_version_script=build/last/app_version_script',
        meaning: 'then cuts the kernel by it',
      },
    ],
    notes:
      'Names that a program looks up with dlsym() are not found this way; thimble analyze finds those that can be found. Add ' +
      'others\nto the file by hand. ./scripts/generate_app_version_script is this command.',
  },
  async (context, { options, operands }) => {
    const [{ manifestHostFiles, chooseManifest }, { appVersionScript }, messages, results, util] =
      await Promise.all([
        import('../osv/manifest-files.ts'),
        import('../osv/app-version-script.ts'),
        import('../osv/messages.ts'),
        import('../osv/results.ts'),
        import('../../util/index.ts'),
      ]);
    const chosen = chooseManifest(context, operands[0], undefined);
    if (!chosen.ok) return chosen;
    const files = await manifestHostFiles(context, chosen.value, Object.fromEntries(options.var));
    if (!files.ok) return files;
    const script = appVersionScript(context.root, files.value, chosen.value.name);
    if (!script.ok) return script;
    if (options.output === '-') {
      context.stdout.write(script.value);
      return ok(EXIT.success);
    }
    if (options.output === undefined && !results.hasResults(context.root))
      return err(messages.noResults(util.join(context.root, 'build/last')));
    const path =
      options.output === undefined
        ? util.join(context.root, 'build/last/app_version_script')
        : util.resolve(context.cwd, options.output);
    const written = util.writeWhole(path, script.value);
    if (!written.ok) return err(messages.cannotWriteResults(path, written.code));
    context.stdout.write(`${path}\n`);
    return ok(EXIT.success);
  },
);
