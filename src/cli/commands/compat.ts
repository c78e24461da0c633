// SPDX-License-Identifier: MIT
import { err, ok } from '../../diagnostic/index.ts';
import type { CompatRow, CompatVariant } from '../../report/compat.ts';
import type { FsOutcome } from '../../util/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { noCompatResults, noSuchCompatProgram } from '../compat-messages.ts';
import { cannotWriteReport, oneOfOptions, onlyWith } from '../messages.ts';
import { choice, flag, texts } from '../options.ts';

const PAGE = 'docs/compat.md';

/** The rows that an earlier run with --json has printed. */
function readRows(text: FsOutcome<string>): readonly CompatRow[] | undefined {
  if (!text.ok) return undefined;
  try {
    return (JSON.parse(text.value) as { rows?: readonly CompatRow[] }).rows;
  } catch {
    return undefined;
  }
}

export const command = defineCommand(
  {
    name: 'compat',
    summary: 'Runs programs of Debian on the host and in guests, and tells where they differ',
    operands: '[NAME...]',
    operandCount: [0, Infinity],
    packagesFor: 'run',
    options: {
      libc: choice('--libc WHERE', 'the libc in the guest', ['both', 'kernel', 'image'], 'both'),
      universal: flag('--universal', 'with --libc kernel: only on kernels that are not cut to the program'),
      quick: flag('--quick', 'only those that take a few seconds'),
      list: flag('--list', 'list the programs and run none'),
      write: flag('--write', `write ${PAGE}, which has all programs`),
      from: texts('--from FILE', 'with --write: take what earlier runs with --json have found (repeatable)'),
      json: flag('--json', 'print one JSON object'),
    },
    examples: [
      { words: 'compat sort gawk', meaning: 'these two, with both libcs, and on kernels that are not cut' },
      {
        words: 'compat --quick --libc kernel',
        meaning: "those that take a few seconds, with the kernel's libc",
      },
      {
        words: 'compat --write',
        meaning: 'all of them, a quarter of an hour; installs the packages that are missing',
      },
    ],
    notes:
      'The programs are in test/compat/. The exit code is 1 when one of them does not do in a guest what it does on the host,\n' +
      `unless the table is written: ${PAGE} tells it then.`,
  },
  async (context, { options, operands }) => {
    const [{ loadCompatPrograms }, { compatRow, shownCommand }, report, util] = await Promise.all([
      import('../compat.ts'),
      import('../run-compat.ts'),
      import('../../report/compat.ts'),
      import('../../util/index.ts'),
    ]);
    if (options.from.length > 0 && !options.write) return err(onlyWith('--from', '--write'));
    if (options.universal && options.libc === 'image') return err(onlyWith('--universal', '--libc kernel'));
    if (options.write && (operands.length > 0 || options.quick || options.libc !== 'both')) {
      return err(oneOfOptions('--write', operands[0] ?? (options.quick ? '--quick' : '--libc')));
    }
    const all = await loadCompatPrograms(context.root);
    const names = all.map(({ name }) => name);
    const unknown = operands.find((name) => !names.includes(name));
    if (unknown !== undefined) return err(noSuchCompatProgram(unknown, names));
    const chosen = all.filter(
      ({ name, quick }) =>
        (operands.length === 0 || operands.includes(name)) && (!options.quick || quick === true),
    );
    const { stdout, stderr } = context;
    if (options.list) {
      const { renderTable } = await import('../table.ts');
      const rows = chosen.map((program) => [program.name, program.package, shownCommand(program)]);
      stdout.write(renderTable(['name', 'package', 'command'], rows, stdout.colour));
      return ok(EXIT.success);
    }
    const { universal, libc } = options;
    const chosenVariants: Record<typeof libc, readonly CompatVariant[]> = {
      both: ['kernel', 'universal', 'image'],
      kernel: ['kernel', 'universal'],
      image: ['image'],
    };
    const variants: readonly CompatVariant[] = universal ? ['universal'] : chosenVariants[libc];
    const rows: CompatRow[] = [];
    const earlier: (readonly CompatRow[])[] = [];
    for (const file of options.from) {
      const read = readRows(util.readText(util.resolve(context.cwd, file)));
      if (read === undefined) return err(noCompatResults(file));
      earlier.push(read);
    }
    rows.push(...report.mergeRows(earlier, names));
    for (const program of earlier.length > 0 ? [] : chosen) {
      const row = await compatRow(context, program, variants);
      if (context.interrupted.aborted) return ok(EXIT.interrupted);
      if (!row.ok) return row;
      rows.push(row.value);
      const { value } = row;
      const told = variants
        .map((each) => `${each}: ${report.describeOutcome(report.outcomeOf(value, each))}`)
        .join('; ');
      const line = `${program.name}: ${told}\n`;
      if (options.json || options.write) stderr.write(line);
      else stdout.write(line);
    }
    const totals = report.compatTotals(rows);
    if (options.json) stdout.write(`${JSON.stringify({ ...totals, rows }, null, 2)}\n`);
    else {
      const counts = variants
        .map((each) => `${totals[each]} the same with ${report.VARIANTS[each].join(' ')}`)
        .join(', ');
      stdout.write(`${totals.programs} programs: ${counts}\n`);
    }
    if (options.write) {
      const release = util.readText('/etc/os-release');
      const system = release.ok ? /^PRETTY_NAME="?(.*?)"?$/m.exec(release.value)?.[1] : undefined;
      const path = util.join(context.root, PAGE);
      const written = util.writeWhole(path, report.renderCompatPage(rows, system ?? 'Linux'));
      return written.ok ? ok(EXIT.success) : err(cannotWriteReport(path, written.code));
    }
    return ok(variants.every((each) => totals[each] === rows.length) ? EXIT.success : EXIT.failure);
  },
);
