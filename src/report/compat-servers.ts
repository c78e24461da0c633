// SPDX-License-Identifier: MIT
// The servers of the compatibility table, as Markdown.
import {
  cell,
  describeOutcome,
  forEachVariant,
  latest,
  mergeByName,
  outcomeWords,
  type CompatOutcome,
} from './compat.ts';

/** How a server is run in guests, in the order of the columns: `kernel2` is with the kernel's libc, on two CPUs. */
export type ServerVariant = 'kernel1' | 'kernel2' | 'image1' | 'image2';

interface VariantDescription {
  readonly libc: 'kernel' | 'image';
  /** What to give `thimble run`. */
  readonly options: readonly string[];
  readonly column: string;
}

function variant(libc: 'kernel' | 'image', cpus: number): VariantDescription {
  const options = [`--libc=${libc}`, '--cpus', String(cpus)];
  return { libc, options, column: `\`--libc=${libc}\`, ${cpus === 1 ? '1 CPU' : `${cpus} CPUs`}` };
}

export const SERVER_VARIANTS: Readonly<Record<ServerVariant, VariantDescription>> = {
  kernel1: variant('kernel', 1),
  kernel2: variant('kernel', 2),
  image1: variant('image', 1),
  image2: variant('image', 2),
};

export const SERVER_VARIANT_NAMES = Object.keys(SERVER_VARIANTS) as ServerVariant[];

/** One row of the table. */
export interface ServerRow {
  readonly name: string;
  readonly package: string;
  /** Names of commands. */
  readonly clients: readonly string[];
  /** What the clients did, each in a few words. */
  readonly talks: readonly string[];
  /** It has no libc that could be the kernel's. */
  readonly isStatic: boolean;
  readonly outcomes: Readonly<Record<ServerVariant, CompatOutcome>>;
}

/** Rows of several runs together: of each server what was tried last. */
export function mergeServerRows(
  runs: readonly (readonly ServerRow[])[],
  names: readonly string[],
): ServerRow[] {
  return mergeByName(runs, names, (row, before) => ({
    ...row,
    outcomes: forEachVariant(SERVER_VARIANT_NAMES, (each) =>
      latest(row.outcomes[each], before.outcomes[each]),
    ),
  }));
}

/** The variants in which a server can be run, of those that are wanted. */
export function variantsOf(
  { isStatic }: { readonly isStatic?: boolean | undefined },
  wanted: readonly ServerVariant[] = SERVER_VARIANT_NAMES,
): ServerVariant[] {
  return wanted.filter((each) => isStatic !== true || SERVER_VARIANTS[each].libc === 'image');
}

/** Whether a server does the same in each of its variants, of those that are wanted. */
export function isSame(row: ServerRow, wanted?: readonly ServerVariant[]): boolean {
  return variantsOf(row, wanted).every((each) => row.outcomes[each].kind === 'same');
}

/** How many servers do. */
export function sameEverywhere(rows: readonly ServerRow[], wanted?: readonly ServerVariant[]): number {
  return rows.filter((row) => isSame(row, wanted)).length;
}

export const SERVERS_HEADING = '## Servers';

function outcomeCell(row: ServerRow, each: ServerVariant): string {
  return variantsOf(row).includes(each) ? outcomeWords(row.outcomes[each]) : 'static';
}

/** The section of the page that is about servers, from its heading to the end. */
export function renderServers(rows: readonly ServerRow[]): string {
  const lines = [
    SERVERS_HEADING,
    '',
    'The servers of `apps/`, unmodified. Each was run on the host and in guests (microvm, on kernels that are cut to it), and clients on the',
    'host talked to it over forwarded ports. `same` means that what the clients printed, their exit codes, and the exit code with which the',
    'server ended on SIGINT, are those of the host. What the clients do is in `test/compat/servers/`.',
    '',
    `Of ${rows.length} servers, ${sameEverywhere(rows)} do the same with each libc that they can have, on one CPU and on two.`,
    '',
    `| server | package | clients | ${SERVER_VARIANT_NAMES.map((each) => SERVER_VARIANTS[each].column).join(' | ')} |`,
    `| ${Array<string>(3 + SERVER_VARIANT_NAMES.length)
      .fill('---')
      .join(' | ')} |`,
    ...rows.map(
      (row) =>
        `| ${[cell(row.name), row.package, cell(row.clients.join(', ')), ...SERVER_VARIANT_NAMES.map((each) => outcomeCell(row, each))].join(' | ')} |`,
    ),
    '',
    ...rows.map((row) => `- ${row.name}: ${row.talks.join('; ')}`),
  ];
  const told = rows.flatMap((row) =>
    variantsOf(row).flatMap((each) => {
      const outcome = row.outcomes[each];
      return ['same', 'not-tried'].includes(outcome.kind)
        ? []
        : [`- ${row.name}, ${SERVER_VARIANTS[each].column}: ${describeOutcome(outcome)}`];
    }),
  );
  if (told.length > 0) lines.push('', '### What differs with servers', '', ...told);
  return `${lines.join('\n')}\n`;
}
