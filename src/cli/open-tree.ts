// SPDX-License-Identifier: MIT
// What `analyze` can be pointed at, as the tree of an image.
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { planImage, readRofs, type ImageTree } from '../image/index.ts';
import { fileStatus, openFile, readBytes, resolve } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { imageFileUnreadable } from './image-messages.ts';
import { planProgram } from './plan-program.ts';
import type { ImageOptions } from './prepare-program.ts';

/** First bytes of a ROFS image: its magic number, 0xdeadbead in 64 bits. */
const ROFS_START = 'adbeadde00000000';

function isRofs(path: string): boolean {
  const opened = openFile(path, 'r');
  if (!opened.ok) return false;
  try {
    const start = opened.value.readAt(0, 8);
    return start.ok && Buffer.from(start.value).toString('hex') === ROFS_START;
  } finally {
    opened.value.close();
  }
}

/** A folder or a ROFS image is taken as it is; a program comes with all that `build` would put into its image. */
export async function openTree(
  context: CommandContext,
  word: string | undefined,
  options: ImageOptions,
): Promise<Result<{ readonly tree: ImageTree; readonly warnings: readonly Diagnostic[] }>> {
  const path = resolve(context.cwd, word ?? '');
  const status = fileStatus(path);
  const kind = word !== undefined && status.ok ? status.value.kind : undefined;
  // A word without a slash that names an app means the app, also where there is a folder of the name.
  if (kind === 'directory' && word?.includes('/') === true) {
    const tree = planImage([{ guest: '/', content: { kind: 'host', path } }]);
    return tree.ok ? ok({ tree: tree.value, warnings: [] }) : tree;
  }
  if (kind === 'file' && isRofs(path)) {
    const bytes = readBytes(path);
    if (!bytes.ok) return err(imageFileUnreadable(path, bytes.code));
    const tree = readRofs(bytes.value, path);
    return tree.ok ? ok({ tree: tree.value, warnings: [] }) : tree;
  }
  return planProgram(context, word, options);
}
