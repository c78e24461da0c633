// SPDX-License-Identifier: MIT
// The layout of the sources, which two formatters decide: prettier for TypeScript, clang-format for C.
import { isDirectory, join, listDirectory, spawn, type SpawnOutcome } from '../util/index.ts';

export type LayoutOutcome =
  | { readonly kind: 'clean' }
  /** Paths relative to the root. */
  | { readonly kind: 'differs'; readonly files: readonly string[] }
  /** A formatter could not read a file. */
  | { readonly kind: 'failed'; readonly output: string };

const SOURCE_FOLDERS = ['src', 'kernel', 'profiles', 'apps', 'modules', 'test', 'bench'];

/** Files with one of the endings below `path`; `path` itself when it is such a file. Relative to the root. */
function filesBelow(root: string, path: string, endings: RegExp): string[] {
  if (!isDirectory(join(root, path))) return endings.test(path) ? [path] : [];
  const names = listDirectory(join(root, path));
  if (!names.ok) return [];
  return names.value
    .filter((name) => !name.startsWith('.') && name !== 'node_modules' && name !== 'build')
    .flatMap((name) => filesBelow(root, path === '.' ? name : `${path}/${name}`, endings));
}

function textOf(outcome: SpawnOutcome): string {
  return outcome.kind === 'not-found' ? `${outcome.command} is not there` : outcome.stdout + outcome.stderr;
}

async function layTypeScript(root: string, files: readonly string[], check: boolean): Promise<LayoutOutcome> {
  if (files.length === 0) return { kind: 'clean' };
  const program = join(root, 'node_modules/prettier/bin/prettier.cjs');
  const cache = ['--cache', '--cache-location', join(root, 'build/cache/prettier')];
  const args = [
    program,
    check ? '--list-different' : '--write',
    ...cache,
    '--log-level=warn',
    '--',
    ...files,
  ];
  const outcome = await spawn(process.execPath, args, { cwd: root });
  if (outcome.kind === 'exited' && outcome.code === 0) return { kind: 'clean' };
  if (outcome.kind !== 'exited' || outcome.code !== 1 || outcome.stderr !== '') {
    return { kind: 'failed', output: textOf(outcome) };
  }
  return { kind: 'differs', files: outcome.stdout.trim().split('\n') };
}

async function layC(root: string, files: readonly string[], check: boolean): Promise<LayoutOutcome> {
  if (files.length === 0) return { kind: 'clean' };
  const args = check ? ['--dry-run', '--Werror', '-ferror-limit=1'] : ['-i'];
  const outcome = await spawn('clang-format', [...args, ...files], { cwd: root });
  if (outcome.kind === 'exited' && outcome.code === 0) return { kind: 'clean' };
  const output = textOf(outcome);
  const differing = [...output.matchAll(/^(.+?):\d+:\d+: error: code should be clang-formatted/gm)];
  if (differing.length === 0) return { kind: 'failed', output };
  return { kind: 'differs', files: [...new Set(differing.map((match) => match[1] ?? ''))] };
}

/** Checks the layout of sources, or gives it to them. `paths` are files and folders relative to the root. */
export async function laySources(
  root: string,
  paths: readonly string[] = SOURCE_FOLDERS,
  check: boolean,
): Promise<LayoutOutcome> {
  const all = (endings: RegExp): string[] => paths.flatMap((path) => filesBelow(root, path, endings));
  const outcomes = await Promise.all([
    layTypeScript(root, all(/\.ts$/), check),
    layC(root, all(/\.[ch]$/), check),
  ]);
  const failed = outcomes.find((outcome) => outcome.kind === 'failed');
  if (failed !== undefined) return failed;
  const files = outcomes.flatMap((outcome) => (outcome.kind === 'differs' ? outcome.files : []));
  return files.length === 0 ? { kind: 'clean' } : { kind: 'differs', files };
}
