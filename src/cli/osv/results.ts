// SPDX-License-Identifier: MIT
// build/release.x64 and build/last: what a build gave, always all of one build.
import { err, ok, type Result } from '../../diagnostic/index.ts';
import {
  basename,
  changeMode,
  copyFile,
  extendFile,
  fileStatus,
  join,
  listDirectory,
  makeTemporaryDirectory,
  readLink,
  removeTree,
  replaceLink,
  writeWhole,
  type FsOutcome,
} from '../../util/index.ts';
import { cannotWriteResults } from './messages.ts';

/** A file among the results. */
export interface ResultFile {
  readonly name: string;
  readonly content:
    | { readonly kind: 'text'; readonly text: string }
    /** With zeroes at its end up to `bytes`, where that is given. */
    | { readonly kind: 'copy'; readonly path: string; readonly bytes?: number };
}

const GENERATIONS = 'results';
/** Nobody who opens a file by way of the link takes so long. */
const KEEP_MS = 120_000;

function writeResult(folder: string, { name, content }: ResultFile): FsOutcome<void> {
  const path = join(folder, name);
  if (content.kind === 'text') return writeWhole(path, content.text);
  const copied = copyFile(content.path, path);
  return copied.ok && content.bytes !== undefined ? extendFile(path, content.bytes) : copied;
}

/** Removes what earlier builds gave, and what builds that were killed left behind. */
function removeOld(build: string, name: string, current: string): void {
  const names = listDirectory(join(build, GENERATIONS));
  for (const each of names.ok ? names.value : []) {
    const path = join(build, GENERATIONS, each);
    const status = fileStatus(path);
    const old = status.ok && status.value.mtimeMs < Date.now() - KEEP_MS;
    if (old && each.startsWith(`${name}-`) && each !== current) removeTree(path);
  }
}

/** What a user has put among the results and expects to find again. */
const USERS_OWN = ['append.manifest'];

function keptFiles(build: string, name: string, files: readonly ResultFile[]): ResultFile[] {
  return USERS_OWN.filter((each) => !files.some((file) => file.name === each))
    .map((each) => ({ name: each, path: join(build, name, each) }))
    .filter(({ path }) => fileStatus(path).ok)
    .map(({ name: each, path }) => ({ name: each, content: { kind: 'copy', path } as const }));
}

/**
 * Writes results into a folder of their own, then lets `build/<name>` and `build/last` lead there: whoever looks sees those of one
 * build, the last that came to its end, whatever interrupts this one or runs beside it.
 *
 * @param root The folder that holds `build/`.
 * @param name For example `release.x64`.
 * @returns The path of `build/<name>`.
 */
export function deliverResults(root: string, name: string, files: readonly ResultFile[]): Result<string> {
  const build = join(root, 'build');
  const folder = makeTemporaryDirectory(join(build, GENERATIONS), `${name}-`);
  if (!folder.ok) return err(cannotWriteResults(folder.path, folder.code));
  const link = join(build, name);
  const steps = [
    // A temporary folder is its owner's alone.
    () => changeMode(folder.value, 0o755),
    ...[...files, ...keptFiles(build, name, files)].map((file) => () => writeResult(folder.value, file)),
    () => replaceLink(link, join(GENERATIONS, basename(folder.value))),
    () => replaceLink(join(build, 'last'), name),
  ];
  for (const step of steps) {
    const done = step();
    if (done.ok) continue;
    removeTree(folder.value);
    return err(cannotWriteResults(done.path, done.code));
  }
  removeOld(build, name, basename(folder.value));
  return ok(link);
}

/** Whether `build/last` leads to results. */
export function hasResults(root: string): boolean {
  return readLink(join(root, 'build/last')).ok && fileStatus(join(root, 'build/last/usr.manifest')).ok;
}

/** Removes everything that builds have made below `build/`, but not the tool itself. */
export function cleanResults(root: string): Result<void> {
  const names = listDirectory(join(root, 'build'));
  const made = /^(results|last|(release|debug)\..*|obj.*|kernel|image|apps|export)$/;
  for (const name of names.ok ? names.value.filter((each) => made.test(each)) : []) {
    const removed = removeTree(join(root, 'build', name));
    if (!removed.ok) return err(cannotWriteResults(removed.path, removed.code));
  }
  return ok(undefined);
}
