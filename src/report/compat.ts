// SPDX-License-Identifier: MIT
// The compatibility table as Markdown, and what is to be read from it again.

/** A test of a suite that failed in the guest and not on the host, with what the guest gave as its reason. */
export interface FailedTest {
  readonly test: string;
  readonly why: string;
}

/** How a program did in a guest, compared with the host. */
export type CompatOutcome =
  | { readonly kind: 'same' }
  /** It ran, and wrote or ended otherwise; one line that says how, and which of its tests failed if it is a suite. */
  | { readonly kind: 'differs'; readonly how: string; readonly failed?: readonly FailedTest[] }
  /** There was no guest to run it in; one line that says why. */
  | { readonly kind: 'not-built'; readonly why: string }
  /** Nobody has asked for it. */
  | { readonly kind: 'not-tried' };

/** One row of the table. */
export interface CompatRow {
  readonly name: string;
  readonly package: string;
  readonly command: string;
  /** With the kernel's libc, on a kernel that is cut to the program. */
  readonly kernel: CompatOutcome;
  /** The same on a kernel that is not cut. Rows of older versions have it not. */
  readonly universal?: CompatOutcome;
  /** With glibc in the image, on a kernel that is cut to it. */
  readonly image: CompatOutcome;
}

export type CompatVariant = 'kernel' | 'universal' | 'image';

/** What to give `thimble run`, in the order of the columns. */
export const VARIANTS: Readonly<Record<CompatVariant, readonly string[]>> = {
  kernel: ['--libc=kernel'],
  universal: ['--libc=kernel', '--universal'],
  image: ['--libc=image'],
};

export const VARIANT_NAMES = Object.keys(VARIANTS) as CompatVariant[];

export const NOT_TRIED: CompatOutcome = { kind: 'not-tried' };

/** What `value` gives for each variant; `variants` are all that there are. */
export function forEachVariant<Variant extends string, Value>(
  variants: readonly Variant[],
  value: (variant: Variant) => Value,
): Record<Variant, Value> {
  return Object.fromEntries(variants.map((each) => [each, value(each)])) as Record<Variant, Value>;
}

export function outcomeOf(row: CompatRow, variant: CompatVariant): CompatOutcome {
  return row[variant] ?? NOT_TRIED;
}

/** What works on a kernel that is not cut, and not on one that is: a defect of the cutting. */
export function lostByCutting(rows: readonly CompatRow[]): string[] {
  const lost = rows.filter(
    (row) =>
      outcomeOf(row, 'universal').kind === 'same' && ['differs', 'not-built'].includes(row.kernel.kind),
  );
  return lost.map(({ name }) => name);
}

const WORDS = {
  same: 'same',
  differs: 'differs',
  'not-built': 'not built',
  'not-tried': 'not tried',
} as const;

/** Text in a table of Markdown. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** Text as inline code of Markdown, in a table. A backtick in it would end the code, so such text is set with two. */
function code(text: string): string {
  const quoted = text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
  return cell(quoted);
}

/**
 * Rows of several runs together, in the order of `names`, without what nobody tried.
 *
 * @param merge A row with the outcomes of one of the same name, from before, where it was not tried itself.
 */
export function mergeByName<Row extends { readonly name: string }>(
  runs: readonly (readonly Row[])[],
  names: readonly string[],
  merge: (row: Row, before: Row) => Row,
): Row[] {
  const merged = new Map<string, Row>();
  for (const row of runs.flat()) merged.set(row.name, merge(row, merged.get(row.name) ?? row));
  return names.map((name) => merged.get(name)).filter((row) => row !== undefined);
}

/** What was tried last. */
export function latest(now: CompatOutcome, before: CompatOutcome): CompatOutcome {
  return now.kind === 'not-tried' ? before : now;
}

/** Rows of several runs together: of each program what was tried last. */
export function mergeRows(runs: readonly (readonly CompatRow[])[], names: readonly string[]): CompatRow[] {
  return mergeByName(runs, names, (row, before) => ({
    ...row,
    ...forEachVariant(VARIANT_NAMES, (each) => latest(outcomeOf(row, each), outcomeOf(before, each))),
  }));
}

/** The numbers above and in the table. */
export interface CompatTotals extends Readonly<Record<CompatVariant, number>> {
  readonly programs: number;
}

export function compatTotals(rows: readonly CompatRow[]): CompatTotals {
  const same = (variant: CompatVariant): number =>
    rows.filter((row) => outcomeOf(row, variant).kind === 'same').length;
  return { programs: rows.length, ...forEachVariant(VARIANT_NAMES, same) };
}

/** One outcome in a line. */
export function describeOutcome(outcome: CompatOutcome): string {
  switch (outcome.kind) {
    case 'same':
      return 'same';
    case 'differs':
      return `differs, ${outcome.how}`;
    case 'not-built':
      return `not built, ${outcome.why}`;
    case 'not-tried':
      return 'not tried';
    default:
      return outcome satisfies never;
  }
}

/** The tests that failed, together by their reason, most first. */
function failedByReason(failed: readonly FailedTest[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { test, why } of failed) reasons.set(why, [...(reasons.get(why) ?? []), test]);
  return [...reasons]
    .sort(([, some], [, others]) => others.length - some.length)
    .map(([why, tests]) => `  - ${why}: ${tests.join(', ')}`);
}

/** How many tests fail. */
export function failCount(count: number): string {
  return count === 1 ? '1 test fails' : `${count} tests fail`;
}

/** What the cell of an outcome says. */
export function outcomeWords(outcome: CompatOutcome): string {
  if (outcome.kind !== 'differs' || outcome.failed === undefined) return WORDS[outcome.kind];
  return failCount(outcome.failed.length);
}

function complaints(rows: readonly CompatRow[]): string[] {
  return rows.flatMap((row) =>
    VARIANT_NAMES.flatMap((variant) => {
      const outcome = outcomeOf(row, variant);
      if (outcome.kind === 'same' || outcome.kind === 'not-tried') return [];
      const what = outcome.kind === 'differs' ? outcome.how : outcome.why;
      const failed = outcome.kind === 'differs' ? failedByReason(outcome.failed ?? []) : [];
      return [`- ${row.name}, \`${VARIANTS[variant].join(' ')}\`: ${what}`, ...failed];
    }),
  );
}

/** The part of the page docs/compat.md that is about programs. `system` is what the programs are of, for example `Debian GNU/Linux 12`. */
export function renderCompatPage(rows: readonly CompatRow[], system: string): string {
  const { programs, kernel, universal, image } = compatTotals(rows);
  const lost = lostByCutting(rows);
  const lines = [
    '# Programs that run',
    '',
    '<!-- Made by ./thimble compat --write. Do not edit. -->',
    '',
    `Unmodified programs of ${system}. Each was run on the host and in guests (microvm): with the libc of the kernel, on a kernel that is`,
    'cut to the program ([tailoring.md](tailoring.md)) and on one that is not, and with glibc in the image, on a kernel that is cut to it.',
    '`same` means that standard output and exit code are those of the host. The programs are in `test/compat/`.',
    '',
    `Of ${programs} programs, ${kernel} do the same with the kernel's libc on a kernel that is cut, ${universal} on one that is not, and ${image}`,
    `with glibc in the image. ${lost.length === 0 ? 'None works only' : `Only these work`} on a kernel that is not cut${lost.length === 0 ? '' : `: ${lost.join(', ')}`}.`,
    'In the rows with a number, a suite of tests ran to its end; which of its tests failed, and why, is what the run itself said.',
    '',
    '| program | package | command | `--libc=kernel` | and `--universal` | `--libc=image` |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      (row) =>
        `| ${[cell(row.name), row.package, code(row.command), ...VARIANT_NAMES.map((each) => outcomeWords(outcomeOf(row, each)))].join(' | ')} |`,
    ),
  ];
  const told = complaints(rows);
  if (told.length > 0) lines.push('', '## What differs', '', ...told);
  return `${lines.join('\n')}\n`;
}
