// SPDX-License-Identifier: MIT
// The component graph as text and as JSON.
import { styled } from '../diagnostic/index.ts';
import { renderReason, type ExplanationStep, type GraphNode } from '../graph/index.ts';
import type { ComponentSize } from '../toolchain/index.ts';

const TITLES: readonly (readonly [kind: GraphNode['kind'], title: string])[] = [
  ['core', 'In every kernel'],
  ['feature', 'Features'],
  ['driver', 'Drivers'],
  ['filesystem', 'File systems'],
];

function columns(rows: readonly (readonly string[])[], rightAligned: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === rightAligned ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/**
 * One line for each component, by kind: name, bytes when a kernel has been linked, what it is there for, what it
 * requires, what it does. Components that are not in the kernel are marked with a minus.
 */
export function renderComponents(
  nodes: readonly GraphNode[],
  options: { readonly sizes?: readonly ComponentSize[]; readonly colour: boolean },
): string {
  const bytes = new Map(options.sizes?.map((size) => [size.name, size.bytes]));
  const order = TITLES.flatMap(([kind, title]) =>
    nodes.filter((node) => node.kind === kind).map((node) => ({ node, title })),
  );
  const lines = columns(
    order.map(({ node }) => [
      `${node.reason === undefined ? '-' : ' '} ${node.name}`,
      String(bytes.get(node.name) ?? ''),
      node.reason === undefined ? 'not in this kernel' : renderReason(node.reason),
      node.requires.length === 0 ? '' : `requires ${node.requires.join(', ')}`,
      node.summary,
    ]),
    1,
  );
  let text = '';
  let last: string | undefined;
  for (const [index, { title }] of order.entries()) {
    if (title !== last) text += `${last === undefined ? '' : '\n'}${styled('bold', title, options.colour)}\n`;
    last = title;
    text += `${lines[index]}\n`;
  }
  const total = options.sizes?.reduce((sum, size) => sum + size.bytes, 0);
  return total === undefined ? text : `${text}\n${total} bytes of code, constants and data\n`;
}

/** All that is known of one component; `steps` is what explainComponent gives for it. */
export function renderComponent(
  node: GraphNode,
  steps: readonly ExplanationStep[],
  size?: ComponentSize,
): string {
  const list = (names: readonly string[]) => (names.length === 0 ? 'nothing' : names.join(', '));
  const why = steps.map(({ name, reason }) => `${name} is ${renderReason(reason)}`);
  const lines = [
    `${node.name}: ${node.summary}`,
    `  kind         ${node.kind}`,
    `  folder       ${node.folder}`,
    `  requires     ${list(node.requires)}`,
    `  required by  ${list(node.requiredBy)}`,
    ...(node.fills === undefined
      ? []
      : [`  fills        the role "${node.fills}", of which a kernel has one`]),
    `  in kernel    ${why.length === 0 ? 'no' : `yes: ${why.join('; ')}`}`,
  ];
  if (size !== undefined)
    lines.push(`  bytes        ${size.bytes}, and ${size.zeroedBytes} of zeroed memory`);
  return `${lines.join('\n')}\n`;
}

/** What `thimble components --json` prints. */
export interface ComponentsJson {
  readonly profile: string;
  readonly components: readonly (GraphNode & { readonly inKernel: boolean; readonly bytes?: number })[];
}

export function componentsJson(
  profile: string,
  nodes: readonly GraphNode[],
  sizes?: readonly ComponentSize[],
): ComponentsJson {
  const bytes = new Map(sizes?.map((size) => [size.name, size.bytes]));
  return {
    profile,
    components: nodes.map((node) => {
      const size = bytes.get(node.name);
      return { ...node, inKernel: node.reason !== undefined, ...(size === undefined ? {} : { bytes: size }) };
    }),
  };
}
