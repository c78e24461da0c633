// SPDX-License-Identifier: MIT
// What a command is: a declaration that costs nothing to load, and a function that loads the heavy parts when it runs.
import type { Diagnostic, Result } from '../diagnostic/index.ts';
import type { GuestStreams } from '../machine/index.ts';
import type { ToolPurpose } from '../toolchain/system-packages.ts';
import type { OptionDeclaration, OptionValues } from './options.ts';

export interface Example {
  /** What follows `thimble `. */
  readonly words: string;
  readonly meaning: string;
}

/** Where a command writes. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Whether escape sequences for colours may be written. */
  readonly colour: boolean;
}

/** The world of a command; tests give another one. */
export interface CommandContext {
  /** The folder that holds `src/` and `kernel/`. */
  readonly root: string;
  readonly cwd: string;
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdinIsTerminal: boolean;
  /** Standard output and standard error are the same file, pipe or terminal. */
  readonly outputsAreOne: boolean;
  /** Our own streams, for what is passed through byte by byte. Opened when asked for: an open stdin can be waited for. */
  readonly streams: () => GuestStreams;
  /** Prints diagnostics on standard error at once; those of a failed `Result` are printed by main.ts. */
  readonly tell: (diagnostics: readonly Diagnostic[]) => void;
  /** Whether packages can be installed. */
  readonly isRoot: boolean;
  /** Milliseconds, from an origin of no meaning. */
  readonly clock: () => number;
  /**
   * Aborts on Ctrl-C and SIGTERM; its reason is then the exit code. The command ends what it started and returns.
   */
  readonly interrupted: AbortSignal;
  /** Does something when the command is over, however it ends; what was registered last runs first. */
  readonly finally: (action: () => void | Promise<void>) => void;
}

export interface CommandInput<Options extends OptionTable> {
  readonly options: OptionValues<Options>;
  /** What is not an option; for commands that take a program, all words from the program on, untouched. */
  readonly operands: readonly string[];
}

export type OptionTable = Readonly<Record<string, OptionDeclaration<unknown>>>;

export interface CommandDeclaration<Options extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line, no full stop. */
  readonly summary: string;
  /** Operands as the usage line shows them, for example `PROGRAM [ARGS...]`; empty for none. */
  readonly operands: string;
  /** How many operands there may be. */
  readonly operandCount: readonly [least: number, most: number];
  /** Words after the first operand belong to the program, also when they begin with a dash. */
  readonly operandsEndOptions?: boolean;
  readonly options: Options;
  readonly examples: readonly Example[];
  /** System packages to check, and if missing to install, before it runs. */
  readonly packagesFor?: ToolPurpose;
  /** Exit code when `run` answers with diagnostics; 1 unless given. */
  readonly failureCode?: number;
  /** Its exit code stands when it was interrupted as well; else that is the signal's. For commands that pass signals on. */
  readonly passesSignals?: boolean;
  /** More text at the end of the help. */
  readonly notes?: string;
}

export interface Command {
  readonly declaration: CommandDeclaration;
  /** Answers with the exit code, or with what went wrong. */
  readonly run: (context: CommandContext, input: CommandInput<OptionTable>) => Promise<Result<number>>;
}

/** Ties the options that a command declares to the values that its `run` gets. */
export function defineCommand<const Options extends OptionTable>(
  declaration: CommandDeclaration<Options>,
  run: (context: CommandContext, input: CommandInput<Options>) => Promise<Result<number>>,
): Command {
  // The values were read by these very declarations, which the type of the registry cannot express.
  return { declaration, run: (context, input) => run(context, input as CommandInput<Options>) };
}
