// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../../diagnostic/index.ts';
import type { UpstreamDeclaration } from '../../component/index.ts';
import {
  dirname,
  join,
  makeDirectory,
  readText,
  removeTree,
  renamePath,
  sha256,
  spawn,
  uniqueAside,
  writeWhole,
} from '../../util/index.ts';
import { fileFailed, toolFailed } from '../messages.ts';

/** Stands in an unpacked folder when all of it is there, with a word for what it was made from. */
const MARK = '.thimble-unpacked';

function markOf(upstream: UpstreamDeclaration): string {
  return sha256(JSON.stringify([upstream.sha256, upstream.generated ?? []]));
}

/** Whether `folder` holds what unpackArchive puts there for this declaration. */
export function isUnpacked(upstream: UpstreamDeclaration, folder: string): boolean {
  const mark = readText(join(folder, MARK));
  return mark.ok && mark.value === markOf(upstream);
}

/** Unpacks an archive with one folder at its top as `folder`, and makes the generated files. Appears whole or not at all. */
export async function unpackArchive(
  upstream: UpstreamDeclaration,
  archive: string,
  folder: string,
): Promise<Result<void>> {
  const aside = uniqueAside(folder);
  try {
    const made = makeDirectory(aside);
    if (!made.ok) return err(fileFailed(made));
    const options = ['--strip-components=1', '--no-same-owner', '--no-same-permissions'];
    const end = await spawn('tar', ['-x', ...options, '-C', aside, '-f', archive]);
    if (end.kind !== 'exited' || end.code !== 0) return err(toolFailed('tar', end));
    for (const { output, command } of upstream.generated ?? []) {
      const [program = '', ...args] = command;
      const ran = await spawn(program, args, { cwd: aside, env: { LC_ALL: 'C' } });
      if (ran.kind !== 'exited' || ran.code !== 0) return err(toolFailed(program, ran));
      makeDirectory(dirname(join(aside, output)));
      const written = writeWhole(join(aside, output), ran.stdout);
      if (!written.ok) return err(fileFailed(written));
    }
    const marked = writeWhole(join(aside, MARK), markOf(upstream));
    if (!marked.ok) return err(fileFailed(marked));
    // Somebody else may have been faster; then both have the same.
    if (isUnpacked(upstream, folder)) return ok(undefined);
    removeTree(folder);
    const moved = renamePath(aside, folder);
    return moved.ok || isUnpacked(upstream, folder) ? ok(undefined) : err(fileFailed(moved));
  } finally {
    removeTree(aside);
  }
}
