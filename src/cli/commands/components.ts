// SPDX-License-Identifier: MIT
import { err, ok } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { unknownComponentName } from '../messages.ts';
import { componentSwitches } from '../component-option.ts';
import { flag, text } from '../options.ts';

export const command = defineCommand(
  {
    name: 'components',
    summary: 'Shows the component graph: what is in a kernel, why, and what each part needs',
    operands: '[NAME]',
    operandCount: [0, 1],
    options: {
      profile: text('--profile NAME', 'the kernel of this profile, a name or a file (default microvm)'),
      for: text(
        '--for MACHINE',
        'the kernel for a machine: a name, a QEMU command line, or a file (see build --help)',
      ),
      component: componentSwitches('--component NAME=on|off', 'as if this one were in, or not (repeatable)'),
      sizes: flag('--sizes', 'build the kernel and tell how many bytes each component takes'),
      json: flag('--json', 'print one JSON object'),
    },
    examples: [
      { words: 'components', meaning: 'all components, by kind' },
      {
        words: 'components virtio-blk',
        meaning: 'all about one: where it is, what it requires, why it is in',
      },
      {
        words: 'components --profile q35 --sizes',
        meaning: 'with the bytes that each takes in the kernel for q35',
      },
      { words: 'components --json', meaning: 'with both directions of the edges, for a program' },
    ],
  },
  async (context, { options, operands }) => {
    const [{ buildProfileKernel, resolveKernel }, { componentGraph, explainComponent }, report] =
      await Promise.all([
        import('../prepare-kernel.ts'),
        import('../../graph/index.ts'),
        import('../../report/components.ts'),
      ]);
    const profile = await resolveKernel(context, {
      profile: options.profile,
      for: options.for,
      switches: options.component,
    });
    if (!profile.ok) return profile;
    const { set, selection } = profile.value;
    context.tell(profile.value.warnings);
    const nodes = componentGraph(set, selection);
    const [name] = operands;
    const node = nodes.find((each) => each.name === name);
    if (name !== undefined && node === undefined) {
      return err(
        unknownComponentName(
          name,
          nodes.map((each) => each.name),
        ),
      );
    }
    let sizes: Parameters<typeof report.componentsJson>[2];
    if (options.sizes) {
      const { ensurePackages } = await import('../ensure-packages.ts');
      const ensured = await ensurePackages(context, 'build');
      if (!ensured.ok) return ensured;
      const kernel = await buildProfileKernel(context, profile.value);
      if (!kernel.ok) return kernel;
      sizes = kernel.value.components;
    }
    const shown = node === undefined ? nodes : [node];
    const { colour } = context.stdout;
    if (options.json) {
      const graph = report.componentsJson(selection.profile, shown, sizes);
      context.stdout.write(`${JSON.stringify(graph, null, 2)}\n`);
    } else if (node !== undefined) {
      const size = sizes?.find((each) => each.name === node.name);
      context.stdout.write(report.renderComponent(node, explainComponent(selection, node.name), size));
    } else {
      context.stdout.write(
        report.renderComponents(nodes, sizes === undefined ? { colour } : { sizes, colour }),
      );
    }
    return ok(EXIT.success);
  },
);
