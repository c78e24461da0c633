// SPDX-License-Identifier: MIT
import { ok } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { flag } from '../options.ts';
import { renderTable } from '../table.ts';

export const command = defineCommand(
  {
    name: 'profiles',
    summary: 'Lists the profiles: which components a kernel for a machine has, and how big it gets',
    operands: '[PROFILE...]',
    operandCount: [0, Infinity],
    options: {
      sizes: flag('--sizes', 'build the kernel of each and tell how many bytes it takes, stripped'),
      json: flag('--json', 'print one JSON object, with the components of each'),
    },
    examples: [
      { words: 'profiles', meaning: 'the profiles of profiles/x64' },
      { words: 'profiles --sizes', meaning: 'with the size of the kernel of each' },
      { words: 'profiles --sizes ./mine.mk microvm', meaning: 'one of yours, beside one of ours' },
    ],
    notes:
      "PROFILE is a name or a file (TypeScript, or one of OSv's *.mk); docs/profiles.md tells how to write one.",
  },
  async (context, { options, operands }) => {
    const [{ profileNames }, { describeProfiles }, { ensurePackages }] = await Promise.all([
      import('../../component/index.ts'),
      import('../describe-profiles.ts'),
      import('../ensure-packages.ts'),
    ]);
    if (options.sizes) {
      const ensured = await ensurePackages(context, 'build');
      if (!ensured.ok) return ensured;
    }
    const words = operands.length > 0 ? operands : profileNames(context.root);
    const profiles = await describeProfiles(context, words, options.sizes);
    if (!profiles.ok) return profiles;
    if (options.json) {
      context.stdout.write(`${JSON.stringify({ profiles: profiles.value }, null, 2)}\n`);
      return ok(EXIT.success);
    }
    const sized = (bytes: number | undefined): string[] =>
      bytes === undefined ? [] : [bytes.toLocaleString('en')];
    const rows = profiles.value.map((each) => [
      each.name,
      String(each.components.length),
      ...sized(each.strippedBytes),
      each.summary,
    ]);
    const headings = ['name', 'components', ...(options.sizes ? ['stripped bytes'] : []), 'for'];
    context.stdout.write(renderTable(headings, rows, context.stdout.colour));
    return ok(EXIT.success);
  },
);
