// SPDX-License-Identifier: MIT
import { err, ok } from '../../diagnostic/index.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { flag, text } from '../options.ts';
import { DEFAULT_NEEDS, PROGRAM_OPTIONS } from '../program-options.ts';

const { file, manifest, var: variables, env, libc, needs, addSymbol, addSyscall } = PROGRAM_OPTIONS;

export const command = defineCommand(
  {
    name: 'analyze',
    summary: 'Finds what the programs of an image need: symbols, dlsym names, system calls',
    operands: '[PROGRAM|IMAGE]',
    operandCount: [0, 1],
    options: {
      file,
      manifest,
      var: variables,
      env,
      libc,
      needs,
      addSymbol: { ...addSymbol, summary: 'have this symbol exported as well (repeatable)' },
      addSyscall: { ...addSyscall, summary: 'have this system call as well (repeatable)' },
      verbose: flag('--verbose', 'print every need with its evidence'),
      output: text('-o, --output FILE', 'write the needs to this file (needs.json)'),
      json: flag('--json', 'print needs.json instead of the table'),
    },
    examples: [
      { words: 'analyze /usr/bin/sqlite3', meaning: 'with the libraries that come along' },
      { words: 'analyze --verbose /usr/bin/openssl', meaning: 'where in the code each need is' },
      {
        words: 'analyze -o needs.json --manifest usr.manifest',
        meaning: 'what all files of a manifest need',
      },
      {
        words: 'analyze build/image/ls/rootfs.img',
        meaning: 'an image that is there; also a folder, as ./root/',
      },
      {
        words: 'analyze --needs strict --add-symbol getauxval ./server',
        meaning: 'only what is sure, and one more',
      },
    ],
    notes:
      'PROGRAM is the path of an ELF file, or the name of an app in apps/. docs/needs.md says how needs are found, how sure\n' +
      'each is, and what is in needs.json.',
  },
  async (context, { options, operands }) => {
    const [
      { openTree },
      { analyzeTree, libcIn },
      needsArea,
      report,
      { needsFileUnwritable },
      { systemCallName },
      util,
    ] = await Promise.all([
      import('../open-tree.ts'),
      import('../analyze-tree.ts'),
      import('../../needs/index.ts'),
      import('../../report/needs.ts'),
      import('../../needs/messages.ts'),
      import('../../toolchain/syscalls-x86-64.ts'),
      import('../../util/index.ts'),
    ]);
    const [word] = operands;
    const opened = await openTree(context, word, options);
    if (!opened.ok) return opened;
    context.tell(opened.value.warnings);
    const { tree } = opened.value;
    const analysis = await analyzeTree(context.root, tree, options.libc ?? libcIn(tree));
    if (!analysis.ok) return analysis;
    const { needs, available, warnings } = analysis.value;
    context.tell(warnings);
    const requests = { symbols: options.addSymbol, systemCalls: options.addSyscall };
    const policy = options.needs ?? DEFAULT_NEEDS;
    const selection = needsArea.selectNeeds(needs, policy, available, requests);
    if (!selection.ok) return selection;
    const document = needsArea.renderNeeds(needs, systemCallName);
    if (options.output !== undefined) {
      const path = util.resolve(context.cwd, options.output);
      const written = util.writeWhole(path, document);
      if (!written.ok) return err(needsFileUnwritable(path, written.code));
    }
    const facts = { needs, policy, selection: selection.value, available };
    const { colour } = context.stdout;
    if (options.json) context.stdout.write(document);
    else context.stdout.write(report.renderNeedsReport(facts, { colour, verbose: options.verbose }));
    return ok(EXIT.success);
  },
);
