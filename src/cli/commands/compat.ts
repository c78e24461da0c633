// SPDX-License-Identifier: MIT
import { err, ok } from '../../diagnostic/index.ts';
import type { CompatVariant } from '../../report/compat.ts';
import type { ServerVariant } from '../../report/compat-servers.ts';
import { defineCommand } from '../command.ts';
import { noSuchCompatProgram } from '../compat-messages.ts';
import type { CompatChoice } from '../compat-table.ts';
import { EXIT } from '../exit-codes.ts';
import { cannotWriteReport, oneOfOptions, onlyWith } from '../messages.ts';
import { choice, flag, texts } from '../options.ts';

const PAGE = 'docs/compat.md';

const PROGRAM_VARIANTS: Readonly<Record<'both' | 'kernel' | 'image', readonly CompatVariant[]>> = {
  both: ['kernel', 'universal', 'image'],
  kernel: ['kernel', 'universal'],
  image: ['image'],
};

const SERVER_VARIANTS: Readonly<Record<'both' | 'kernel' | 'image', readonly ServerVariant[]>> = {
  both: ['kernel1', 'kernel2', 'image1', 'image2'],
  kernel: ['kernel1', 'kernel2'],
  image: ['image1', 'image2'],
};

export const command = defineCommand(
  {
    name: 'compat',
    summary: 'Runs programs and servers of Debian on the host and in guests, and tells where they differ',
    operands: '[NAME...]',
    operandCount: [0, Infinity],
    packagesFor: 'run',
    options: {
      only: choice('--only KIND', 'of both kinds, or of one', ['all', 'programs', 'servers'], 'all'),
      libc: choice('--libc WHERE', 'the libc in the guest', ['both', 'kernel', 'image'], 'both'),
      universal: flag(
        '--universal',
        'with --libc kernel: programs only, on kernels that are not cut to the program',
      ),
      quick: flag('--quick', 'only programs, and clients of servers, that take a few seconds'),
      list: flag('--list', 'list programs and servers and run none'),
      write: flag('--write', `write ${PAGE}, which has all of them; with --only, that part of it`),
      from: texts('--from FILE', 'with --write: take what earlier runs with --json have found (repeatable)'),
      json: flag('--json', 'print one JSON object'),
    },
    examples: [
      { words: 'compat sort gawk', meaning: 'these two, with both libcs, and on kernels that are not cut' },
      { words: 'compat redis', meaning: 'a server, with both libcs, on one CPU and on two' },
      {
        words: 'compat --quick --libc kernel',
        meaning: "those that take a few seconds, with the kernel's libc",
      },
      {
        words: 'compat --write',
        meaning: 'all of them, half an hour; installs the packages that are missing',
      },
      {
        words: 'compat --write --from one.json --from two.json',
        meaning: 'what several runs have found; of a kind that none has tried, the page keeps what it says',
      },
    ],
    notes:
      'The programs are in test/compat/, the servers in test/compat/servers/. The exit code is 1 when one of them does not do in a guest\n' +
      `what it does on the host, unless the table is written: ${PAGE} tells it then. For servers it has to be started as root.`,
  },
  async (context, { options, operands }) => {
    const [{ loadCompatPrograms }, { loadCompatServers }, table, { compatTotals }, util] = await Promise.all([
      import('../compat.ts'),
      import('../compat-server.ts'),
      import('../compat-table.ts'),
      import('../../report/compat.ts'),
      import('../../util/index.ts'),
    ]);
    const { only, quick, libc, universal } = options;
    if (options.from.length > 0 && !options.write) return err(onlyWith('--from', '--write'));
    if (universal && libc === 'image') return err(onlyWith('--universal', '--libc kernel'));
    if (options.write && (operands.length > 0 || quick || libc !== 'both')) {
      return err(oneOfOptions('--write', operands[0] ?? (quick ? '--quick' : '--libc')));
    }
    const [programs, servers] = await Promise.all([
      loadCompatPrograms(context.root),
      loadCompatServers(context.root),
    ]);
    const names = [...programs, ...servers].map(({ name }) => name);
    const unknown = operands.find((name) => !names.includes(name));
    if (unknown !== undefined) return err(noSuchCompatProgram(unknown, names));
    const isNamed = ({ name }: { readonly name: string }): boolean =>
      operands.length === 0 || operands.includes(name);
    const choice: CompatChoice = {
      programs: programs.filter(
        (each) => only !== 'servers' && isNamed(each) && (!quick || each.quick === true),
      ),
      programVariants: universal ? ['universal'] : PROGRAM_VARIANTS[libc],
      servers: servers.filter((each) => only !== 'programs' && !universal && isNamed(each)),
      serverVariants: SERVER_VARIANTS[libc],
      quick,
    };
    const { stdout, stderr } = context;
    if (options.list) {
      const { renderTable } = await import('../table.ts');
      const { shownCommand } = await import('../run-compat.ts');
      const rows = [
        ...choice.programs.map((each) => [each.name, each.package, shownCommand(each)]),
        ...choice.servers.map((each) => [each.name, each.package, `run ${each.name}`]),
      ];
      stdout.write(renderTable(['name', 'package', 'command'], rows, stdout.colour));
      return ok(EXIT.success);
    }
    const lines = options.json || options.write ? stderr : stdout;
    const found =
      options.from.length > 0
        ? table.mergeResults(
            options.from.map((file) => util.resolve(context.cwd, file)),
            choice.programs.map(({ name }) => name),
            choice.servers.map(({ name }) => name),
          )
        : await table.runCompatTable(context, choice, (line) => lines.write(line));
    if (!found.ok) return found;
    if (context.interrupted.aborted) return ok(EXIT.interrupted);
    const { programs: rows, servers: serverRows } = found.value;
    if (options.json)
      stdout.write(`${JSON.stringify({ ...compatTotals(rows), rows, servers: serverRows }, null, 2)}\n`);
    else stdout.write(table.describeTotals(found.value, choice));
    if (!options.write) return ok(table.isAllSame(found.value, choice) ? EXIT.success : EXIT.failure);
    const { updateCompatPage } = await import('../../report/compat-page.ts');
    const release = util.readText('/etc/os-release');
    const system = release.ok ? /^PRETTY_NAME="?(.*?)"?$/m.exec(release.value)?.[1] : undefined;
    const path = util.join(context.root, PAGE);
    const before = util.readText(path);
    const page = updateCompatPage(before.ok ? before.value : '', found.value, system ?? 'Linux');
    const written = util.writeWhole(path, page);
    return written.ok ? ok(EXIT.success) : err(cannotWriteReport(path, written.code));
  },
);
