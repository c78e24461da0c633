// SPDX-License-Identifier: MIT
// From words to the input of a command. The parser of commander does the splitting; complaints are ours.
import { Command as Parser, CommanderError, Option } from 'commander';
import { all, err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import type { CommandDeclaration, CommandInput, OptionTable } from './command.ts';
import {
  extraOperand,
  missingOperand,
  missingOptionValue,
  unexpectedOptionValue,
  unknownOption,
} from './messages.ts';

export type ParsedWords =
  { readonly kind: 'help' } | { readonly kind: 'run'; readonly input: CommandInput<OptionTable> };

/** `--file GUEST=HOST` as commander writes it: `--file <GUEST=HOST>`. */
function commanderFlags(flags: string): string {
  return flags.replace(/ (\S+)$/, (_, value: string) =>
    value.startsWith('-') ? ` ${value}` : ` <${value}>`,
  );
}

function createParser(declaration: CommandDeclaration): Parser {
  const parser = new Parser(`thimble ${declaration.name}`);
  parser
    .usage(`[options] ${declaration.operands}`.trimEnd())
    .description(`${declaration.summary}.`)
    .argument('[words...]')
    .helpOption('-h, --help', 'print this')
    .showSuggestionAfterError(false)
    .configureHelp({ visibleArguments: () => [], helpWidth: 110 })
    .exitOverride();
  if (declaration.operandsEndOptions === true) parser.passThroughOptions();
  for (const { flags, summary, defaultText } of Object.values(declaration.options)) {
    const note = defaultText === undefined ? '' : ` (default ${defaultText})`;
    parser.addOption(new Option(commanderFlags(flags), `${summary}${note}`));
  }
  return parser;
}

function examplesText(declaration: CommandDeclaration): string {
  const width = Math.max(...declaration.examples.map((each) => each.words.length));
  const lines = declaration.examples.map(
    (each) => `  thimble ${each.words.padEnd(width)}  # ${each.meaning}`,
  );
  const notes = declaration.notes === undefined ? '' : `\n${declaration.notes.trim()}\n`;
  return `\nExamples:\n${lines.join('\n')}\n${notes}`;
}

/** What `thimble NAME --help` prints. */
export function commandHelp(declaration: CommandDeclaration): string {
  return createParser(declaration).helpInformation() + examplesText(declaration);
}

function complaint(declaration: CommandDeclaration, cause: CommanderError): Diagnostic {
  const quoted = /'([^']*)'/.exec(cause.message)?.[1] ?? '';
  switch (cause.code) {
    case 'commander.unknownOption': {
      const known = Object.values(declaration.options).flatMap(
        (each) => each.flags.match(/--?[a-z-]+/g) ?? [],
      );
      const [option = quoted, value] = quoted.split('=', 2);
      if (value !== undefined && known.includes(option)) return unexpectedOptionValue(option, value);
      return unknownOption(declaration.name, option, [...known, '--help']);
    }
    case 'commander.optionMissingArgument':
      return missingOptionValue(declaration.name, quoted.replace(/[<>]/g, ''));
    default:
      throw cause;
  }
}

function readOptions(
  table: OptionTable,
  words: ReadonlyMap<string, string[]>,
): Result<Record<string, unknown>> {
  const read = Object.entries(table).map(([key, option]): Result<[string, unknown]> => {
    const value = option.read(words.get(key) ?? []);
    return value.ok ? ok([key, value.value]) : value;
  });
  const values = all(read);
  return values.ok ? ok(Object.fromEntries(values.value)) : values;
}

/** Reads the words after the name of a command. */
export function parseCommandLine(
  declaration: CommandDeclaration,
  argv: readonly string[],
): Result<ParsedWords> {
  const parser = createParser(declaration).configureOutput({ writeOut: () => {}, writeErr: () => {} });
  const words = new Map<string, string[]>(Object.keys(declaration.options).map((key) => [key, []]));
  Object.keys(declaration.options).forEach((key, index) => {
    const name = parser.options[index]?.name() ?? key;
    parser.on(`option:${name}`, (value: string | null) => words.get(key)?.push(value ?? ''));
  });
  try {
    parser.parse(argv, { from: 'user' });
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    return cause.code === 'commander.helpDisplayed'
      ? ok({ kind: 'help' })
      : err(complaint(declaration, cause));
  }
  const [least, most] = declaration.operandCount;
  const extra = parser.args[most];
  if (parser.args.length < least) return err(missingOperand(declaration.name, declaration.operands));
  if (extra !== undefined) return err(extraOperand(declaration.name, extra, declaration.operands));
  const options = readOptions(declaration.options, words);
  return options.ok ? ok({ kind: 'run', input: { options: options.value, operands: parser.args } }) : options;
}
