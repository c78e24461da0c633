// SPDX-License-Identifier: MIT
// The files of the host that a manifest names.
import { err, ok, type Result } from '../../diagnostic/index.ts';
import { hostFilesOf, parseManifest, planImage, readManifest } from '../../image/index.ts';
import { isFile, join, resolve } from '../../util/index.ts';
import type { CommandContext } from '../command.ts';
import { contradictoryOptions } from '../messages.ts';
import { noResults } from './messages.ts';

export interface ChosenManifest {
  readonly kind: 'file' | 'stdin';
  /** An absolute path; for standard input what messages call it. */
  readonly name: string;
}

/** The manifest that is meant: that of the last build unless another one is given. */
export function chooseManifest(
  context: CommandContext,
  operand: string | undefined,
  option: string | undefined,
): Result<ChosenManifest> {
  if (operand !== undefined && option !== undefined)
    return err(contradictoryOptions('FILE', '--manifest', 'both name the manifest'));
  const word = operand ?? option;
  if (word === '-') return ok({ kind: 'stdin', name: join(context.cwd, 'standard input') });
  if (word !== undefined) return ok({ kind: 'file', name: resolve(context.cwd, word) });
  const last = join(context.root, 'build/last/usr.manifest');
  return isFile(last) ? ok({ kind: 'file', name: last }) : err(noResults(last));
}

function readStdin(context: CommandContext): Promise<string> {
  const { stdin } = context.streams();
  if (stdin === undefined) return Promise.resolve('');
  return new Promise((done) => {
    const chunks: Uint8Array[] = [];
    stdin.on('data', (chunk) => void chunks.push(Buffer.from(chunk)));
    stdin.on('end', () => done(Buffer.concat(chunks).toString('utf8')));
    stdin.resume();
  });
}

/** The host files that a manifest names, absolute, by their guest paths, each once; of folders all that is below. */
export async function manifestHostFiles(
  context: CommandContext,
  manifest: ChosenManifest,
  variables: Readonly<Record<string, string>>,
): Promise<Result<string[]>> {
  const entries =
    manifest.kind === 'file'
      ? readManifest(manifest.name, variables)
      : parseManifest(await readStdin(context), manifest.name, variables);
  if (!entries.ok) return entries;
  const tree = planImage(entries.value);
  return tree.ok ? ok(hostFilesOf(tree.value)) : tree;
}
