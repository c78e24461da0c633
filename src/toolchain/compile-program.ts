// SPDX-License-Identifier: MIT
// Compiles programs for the host's Linux, which apps are made of. Nothing of Thimble goes into them.
import { err, ok, type Result } from '../diagnostic/index.ts';
import {
  isFile,
  join,
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
import { treeState } from './tree-state.ts';

export interface CompileProgramOptions {
  readonly root: string;
  /** Where the sources are, relative to the root; the program is compiled again when any file below changes. */
  readonly folder: string;
  /** Relative to the folder. */
  readonly sources: readonly string[];
  readonly flags: readonly string[];
  /** The program, relative to the root. */
  readonly output: string;
  /** Called before the compiler starts. */
  readonly onCompile?: () => void;
}

/** Compiles a program with clang, unless it is up to date. Gives its absolute path. */
export async function compileProgram(options: CompileProgramOptions): Promise<Result<string>> {
  const { root, folder, sources, flags, output } = options;
  const state = treeState(root, folder);
  if (!state.ok) return err(fileFailed(state));
  const path = join(root, output);
  const inputs = sha256([state.value, toolId('clang'), ...sources, ...flags].join('\n'));
  const stamp = readText(`${path}.inputs`);
  if (stamp.ok && stamp.value === inputs && isFile(path)) return ok(path);
  options.onCompile?.();
  const made = makeDirectory(join(path, '..'));
  if (!made.ok) return err(fileFailed(made));
  // Aside first: a guest may be reading the previous one.
  const aside = `${path}.${process.pid}`;
  const outcome = await spawn('clang', ['-g', '-Wall', ...flags, ...sources, '-o', aside], {
    cwd: join(root, folder),
  });
  if (outcome.kind !== 'exited') return err(toolFailed('clang', outcome));
  if (outcome.code !== 0) return err(...compilerDiagnostics(outcome.stderr, join(root, folder)));
  const moved = renamePath(aside, path);
  if (!moved.ok) return err(fileFailed(moved));
  const stamped = writeWhole(`${path}.inputs`, inputs);
  return stamped.ok ? ok(path) : err(fileFailed(stamped));
}
