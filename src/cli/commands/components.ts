// SPDX-License-Identifier: MIT
import { ok } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { flag, text } from '../options.ts';
import { renderTable } from '../table.ts';

export const command = defineCommand(
  {
    name: 'components',
    summary: 'Shows the component graph: what is in a kernel, why, and what each part needs',
    operands: '',
    operandCount: [0, 0],
    options: {
      profile: text('--profile NAME', 'the kernel of this profile (default microvm)'),
      json: flag('--json', 'print one JSON object instead of the table'),
    },
    examples: [
      { words: 'components', meaning: 'a table of all components' },
      { words: 'components --profile q35', meaning: 'what is in the kernel for QEMU q35' },
      { words: 'components --json', meaning: 'with both directions of the edges, for a program' },
    ],
  },
  async (context, { options }) => {
    const [{ loadComponents, loadProfile }, { componentGraph, renderReason, resolveComponents }] =
      await Promise.all([import('../../component/index.ts'), import('../../graph/index.ts')]);
    const set = await loadComponents(context.root);
    if (!set.ok) return set;
    const profile = await loadProfile(context.root, options.profile ?? 'microvm');
    if (!profile.ok) return profile;
    const selection = resolveComponents(set.value, profile.value);
    if (!selection.ok) return selection;
    const nodes = componentGraph(set.value, selection.value);
    if (options.json) {
      const components = nodes.map(({ reason, ...node }) => ({
        ...node,
        selected: reason !== undefined,
        reason: reason === undefined ? null : renderReason(reason),
      }));
      const graph = { profile: profile.value.name, summary: profile.value.summary, components };
      context.stdout.write(`${JSON.stringify(graph, null, 2)}\n`);
      return ok(EXIT.success);
    }
    const rows = nodes.map((node) => [
      node.name,
      node.kind,
      node.reason === undefined ? '-' : renderReason(node.reason),
      node.requires.join(' ') || '-',
      node.summary,
    ]);
    const headings = ['component', 'kind', `in ${profile.value.name}`, 'requires', 'what it does'];
    context.stdout.write(renderTable(headings, rows, context.stdout.colour));
    return ok(EXIT.success);
  },
);
