// SPDX-License-Identifier: MIT
// The entry of the tool, and the only file that exits the process. What it imports is loaded by every command, so it takes
// single files, not the faces of their folders, and the rest when it is needed.
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { renderDefect, renderDiagnostics, wantsColour } from '../diagnostic/printer.ts';
import { readText } from '../util/fs.ts';
import { fileURLToPath, resolve } from '../util/path.ts';
import { areSameFile, isTerminal } from '../util/terminal.ts';
import type { Command, CommandContext, CommandDeclaration, Output } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { commandNames, loadCommand } from './registry.ts';

const root = resolve(fileURLToPath(new URL('../../../../', import.meta.url)));

function outputOf(stream: NodeJS.WriteStream, descriptor: number): Output {
  const terminal = isTerminal(descriptor);
  return {
    write: (text) => void stream.write(text),
    isTerminal: terminal,
    colour: wantsColour(terminal, process.env),
  };
}

function readVersion(): string {
  const read = readText(resolve(root, 'package.json'));
  return read.ok ? (JSON.parse(read.value) as { version: string }).version : 'unknown';
}

const finalActions: (() => void | Promise<void>)[] = [];
const interruption = new AbortController();
let interruptedCode: number = EXIT.interrupted;

const stderr = outputOf(process.stderr, 2);
const rendering = { colour: stderr.colour, cwd: process.cwd() };

const context: CommandContext = {
  root,
  cwd: process.cwd(),
  version: readVersion(),
  env: process.env,
  stdout: outputOf(process.stdout, 1),
  stderr,
  stdinIsTerminal: isTerminal(0),
  outputsAreOne: areSameFile(1, 2),
  streams: () => ({ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }),
  tell: complain,
  isRoot: process.getuid?.() === 0,
  clock: () => performance.now(),
  interrupted: interruption.signal,
  finally: (action) => void finalActions.push(action),
};

function complain(diagnostics: readonly Diagnostic[]): void {
  stderr.write(renderDiagnostics(diagnostics, rendering));
}

/** The first signal lets the command end in its own way; a second one does not wait for that. */
function onSignal(code: number): void {
  if (interruption.signal.aborted) process.exit(code);
  interruptedCode = code;
  interruption.abort(code);
}

function failureCode(diagnostics: readonly Diagnostic[], declaration: CommandDeclaration): number {
  if (
    diagnostics.some((each) => each.code === 'cli/packages-missing' || each.code === 'cli/install-failed')
  ) {
    return EXIT.packagesMissing;
  }
  if (diagnostics.some((each) => each.code === 'cli/bad-command-line')) return EXIT.usage;
  return declaration.failureCode ?? EXIT.failure;
}

async function runCommand(command: Command, words: readonly string[]): Promise<number> {
  const { declaration } = command;
  const { parseCommandLine, commandHelp } = await import('./parse-command-line.ts');
  const parsed = parseCommandLine(declaration, words);
  if (!parsed.ok) {
    complain(parsed.diagnostics);
    return EXIT.usage;
  }
  if (parsed.value.kind === 'help') {
    context.stdout.write(commandHelp(declaration));
    return EXIT.success;
  }
  if (declaration.packagesFor !== undefined) {
    const { ensurePackages } = await import('./ensure-packages.ts');
    const ensured = await ensurePackages(context, declaration.packagesFor);
    if (!ensured.ok) {
      complain(ensured.diagnostics);
      return failureCode(ensured.diagnostics, declaration);
    }
  }
  const result = await command.run(context, parsed.value.input);
  if (result.ok) {
    if (declaration.passesSignals === true) interruptedCode = result.value;
    return result.value;
  }
  complain(result.diagnostics);
  return failureCode(result.diagnostics, declaration);
}

async function main(argv: readonly string[]): Promise<number> {
  if (Number(process.versions.node.split('.', 1)[0]) < 20) {
    const { nodeTooOld } = await import('./messages.ts');
    complain([nodeTooOld(process.version)]);
    return EXIT.packagesMissing;
  }
  const [word, ...rest] = argv;
  if (word === '--version' || word === '-V') {
    context.stdout.write(`thimble ${context.version}\n`);
    return EXIT.success;
  }
  const helpWanted = word === '--help' || word === '-h' || word === 'help';
  if (word === undefined || (helpWanted && rest[0] === undefined)) {
    const { overview } = await import('./overview.ts');
    (word === undefined ? context.stderr : context.stdout).write(await overview(context.version));
    return word === undefined ? EXIT.usage : EXIT.success;
  }
  const name = helpWanted ? (rest[0] ?? '') : word;
  const names = commandNames();
  if (!names.includes(name)) {
    const { unknownCommand } = await import('./messages.ts');
    complain([unknownCommand(name, names)]);
    return EXIT.usage;
  }
  return runCommand(await loadCommand(name), helpWanted ? ['--help'] : rest);
}

/** Runs what commands registered for their end, the last first. A failing one does not keep the others from running. */
async function tidyUp(): Promise<void> {
  for (const action of finalActions.reverse()) {
    try {
      await action();
    } catch (thrown) {
      context.stderr.write(renderDefect(thrown, context.version, rendering));
    }
  }
}

/** Waits until a pipe has taken everything, which process.exit() would cut off. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => (stream.destroyed ? done() : stream.write('', () => done())));
}

// A reader that went away (`thimble ... | head`) is not an error; what else we would write has no reader.
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EPIPE') throw cause;
});
/** Prints it, and gives the exit code. */
function defect(thrown: unknown): number {
  context.stderr.write(renderDefect(thrown, context.version, rendering));
  return process.argv[2] === 'run' ? EXIT.notPrepared : EXIT.failure;
}

// We end by process.exit(). Node comes here when nothing is left that a promise of ours could be settled by; else it would
// end the process without a word, with an exit code of its own.
process.once('beforeExit', () => {
  process.exit(defect(new Error('the command waits for something that can no longer happen')));
});
process.on('SIGINT', () => onSignal(EXIT.interrupted));
process.on('SIGTERM', () => onSignal(EXIT.terminated));

let exitCode: number;
try {
  exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  exitCode = defect(thrown);
}
await tidyUp();
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit(interruption.signal.aborted ? interruptedCode : exitCode);
