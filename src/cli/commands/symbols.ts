// SPDX-License-Identifier: MIT
import { err, ok } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { noSuchFile, noSuchList, oneOfOptions, onlyWith } from '../messages.ts';
import { flag, text } from '../options.ts';

export const command = defineCommand(
  {
    name: 'symbols',
    summary: 'Shows which symbols the kernel exports to programs, and what of a library it lacks',
    operands: '',
    operandCount: [0, 0],
    options: {
      library: text('--library NAME', 'only what is exported as this library, for example libm.so.6'),
      against: text('--against FILE', 'how much of this shared library of glibc is exported'),
      missing: text('--missing PROGRAM', 'what this program, with its libraries, would lack'),
      update: flag('--update', "write exported-symbols/ anew from what the kernel's libc defines"),
      check: flag('--check', 'with --update: write nothing, exit with 1 when a list would change'),
      json: flag('--json', 'print one JSON object'),
    },
    examples: [
      { words: 'symbols', meaning: 'every exported name, with the libraries that it belongs to' },
      { words: 'symbols --library libm.so.6 --json', meaning: 'what is exported as libm, for a program' },
      {
        words: 'symbols --against /lib/x86_64-linux-gnu/libc.so.6',
        meaning: "how much of the host's libc the kernel stands for, and what is missing",
      },
      { words: 'symbols --missing /usr/bin/sqlite3', meaning: 'exit code 1 when it would lack something' },
      { words: 'symbols --update', meaning: 'after a function has been added to kernel/libc' },
    ],
    notes:
      'The lists are in exported-symbols/; a build fails when a kernel exports anything else. docs/symbols.md tells more.',
  },
  async (context, { options }) => {
    const { library, against, missing, update } = options;
    const given = [
      ...(against === undefined ? [] : ['--against']),
      ...(missing === undefined ? [] : ['--missing']),
      ...(update ? ['--update'] : []),
      ...(library === undefined ? [] : ['--library']),
    ];
    const [first, second] = given;
    if (options.check && !update) return err(onlyWith('--check', '--update'));
    if (first !== undefined && second !== undefined) return err(oneOfOptions(first, second));
    const [{ readSymbolLists }, report] = await Promise.all([
      import('../../component/index.ts'),
      import('../../report/symbols.ts'),
    ]);
    const print = (plain: string, json: object): void =>
      context.stdout.write(options.json ? `${JSON.stringify(json, null, 2)}\n` : plain);
    if (update) {
      const { updateSymbolLists } = await import('../update-symbol-lists.ts');
      const changes = await updateSymbolLists(context, options.check);
      if (!changes.ok) return changes;
      print(report.renderListChanges(changes.value), { libraries: changes.value });
      const isCurrent = changes.value.every(({ added, removed }) => added.length + removed.length === 0);
      return ok(isCurrent || !options.check ? EXIT.success : EXIT.failure);
    }
    const lists = readSymbolLists(context.root);
    if (!lists.ok) return lists;
    const exported = new Set(lists.value.flatMap((list) => list.names));
    if (missing !== undefined) {
      const { missingSymbols } = await import('../symbols-missing.ts');
      const lacking = await missingSymbols(context, missing, exported);
      if (!lacking.ok) return lacking;
      print(report.renderMissing(missing, lacking.value), { program: missing, missing: lacking.value });
      return ok(lacking.value.some(({ isWeak }) => !isWeak) ? EXIT.failure : EXIT.success);
    }
    if (against !== undefined) {
      const [{ readLibrary }, { libraryCoverage }, { isFile, resolve }] = await Promise.all([
        import('../../toolchain/derive-lists.ts'),
        import('../../toolchain/library-coverage.ts'),
        import('../../util/index.ts'),
      ]);
      const path = resolve(context.cwd, against);
      if (!isFile(path)) return err(noSuchFile(against));
      const names = readLibrary(path);
      if (!names.ok) return names;
      const coverage = libraryCoverage(names.value, exported);
      print(report.renderCoverage(against, coverage), report.coverageJson(path, coverage));
      return ok(EXIT.success);
    }
    const wanted = lists.value.filter((list) => library === undefined || list.library === library);
    if (library !== undefined && wanted.length === 0) {
      return err(
        noSuchList(
          library,
          lists.value.map((list) => list.library),
        ),
      );
    }
    print(report.renderSymbols(wanted), report.symbolsJson(wanted));
    return ok(EXIT.success);
  },
);
