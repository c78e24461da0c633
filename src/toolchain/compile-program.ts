// SPDX-License-Identifier: MIT
// Compiles programs for the host's Linux, which apps are made of. Nothing of Thimble goes into them.
import { err, ok, type Result } from '../diagnostic/index.ts';
import {
  dirname,
  isFile,
  makeDirectory,
  readText,
  renamePath,
  sha256,
  spawn,
  writeWhole,
} from '../util/index.ts';
import { compilerDiagnostics } from './compiler-output.ts';
import { fileFailed, toolFailed } from './messages.ts';
import { toolId } from './tool-id.ts';
import { treeState, type TreeFilter } from './tree-state.ts';

export interface CompileProgramOptions {
  /** Where the sources are, absolute; the program is compiled again when any source or header below changes. */
  readonly folder: string;
  readonly language: 'c' | 'c++' | 'go';
  /** Relative to the folder. */
  readonly sources: readonly string[];
  readonly flags: readonly string[];
  /** The program, absolute. */
  readonly output: string;
  /** Called before the compiler starts. */
  readonly onCompile?: () => void;
}

/** The words that compile sources to `output`; the first is the compiler. */
function compilerWords(options: CompileProgramOptions, output: string): [string, ...string[]] {
  const { folder, language, flags, sources } = options;
  // Debug information must not tell in which folder the project was compiled.
  const common = ['-g', '-Wall', `-ffile-prefix-map=${folder}=.`, ...flags, ...sources, '-o', output];
  switch (language) {
    case 'c':
      return ['clang', ...common];
    case 'c++':
      return ['g++', ...common];
    case 'go':
      // Likewise, and without what git says of it.
      return ['go', 'build', '-trimpath', '-buildvcs=false', ...flags, '-o', output, ...sources];
    default:
      return language satisfies never;
  }
}

const SOURCE = /\.(c|cc|cpp|cxx|h|hh|hpp|hxx|inc|ipp|s|S|go|mod|sum)$/;

/** What of a project a program may be compiled from: not what others have put there, nor what tools hide. */
const isInput: TreeFilter = (name, kind) =>
  kind === 'file' ? SOURCE.test(name) : name !== 'node_modules' && !name.startsWith('.');

/** Compiles a program, unless it is up to date. Gives its path. */
export async function compileProgram(options: CompileProgramOptions): Promise<Result<string>> {
  const { folder, output: path } = options;
  const state = treeState(folder, '.', isInput);
  if (!state.ok) return err(fileFailed(state));
  // Aside first: a guest may be reading the previous one.
  const aside = `${path}.${process.pid}`;
  const [compiler, ...words] = compilerWords(options, aside);
  const inputs = sha256([state.value, toolId(compiler), ...compilerWords(options, path)].join('\n'));
  const stamp = readText(`${path}.inputs`);
  if (stamp.ok && stamp.value === inputs && isFile(path)) return ok(path);
  options.onCompile?.();
  const made = makeDirectory(dirname(path));
  if (!made.ok) return err(fileFailed(made));
  const outcome = await spawn(compiler, words, { cwd: folder });
  if (outcome.kind !== 'exited') return err(toolFailed(compiler, outcome));
  if (outcome.code !== 0) return err(...compilerDiagnostics(outcome.stderr, folder));
  const moved = renamePath(aside, path);
  if (!moved.ok) return err(fileFailed(moved));
  const stamped = writeWhole(`${path}.inputs`, inputs);
  return stamped.ok ? ok(path) : err(fileFailed(stamped));
}
