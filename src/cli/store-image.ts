// SPDX-License-Identifier: MIT
// Where images are kept, so that an image of the same things is written once.
import { ok, type Result } from '../diagnostic/index.ts';
import { writeRofs } from '../image/index.ts';
import {
  dirname,
  fileStatus,
  join,
  listDirectory,
  makeDirectory,
  readText,
  removeTree,
  touch,
  writeWhole,
} from '../util/index.ts';
import type { CommandContext } from './command.ts';
import type { ProgramImagePlan } from './plan-program-image.ts';

export interface StoredImage {
  /** Absolute. */
  readonly path: string;
  readonly format: 'rofs';
  readonly bytes: number;
}

/** An image that nobody has asked for in this time is removed when another one of the same program is written. */
const KEEP_MS = 3_600_000;

/** Changes when writeRofs lays out the same tree in another way. */
const LAYOUT_VERSION = 1;

function writeImage(plan: ProgramImagePlan, path: string): Result<StoredImage> {
  // When the folder cannot be made, the image cannot be written either, and that is told.
  makeDirectory(dirname(path));
  const written = writeRofs(plan.tree, path);
  return written.ok ? ok({ path, format: 'rofs', bytes: written.value.bytes }) : written;
}

/**
 * In the folder of the program each image has the key of its contents in its name: two runs at once with other files do
 * not overwrite each other's, and an image that is there is the right one.
 */
function storeByKey(context: CommandContext, plan: ProgramImagePlan, name: string): Result<StoredImage> {
  const folder = join(context.root, 'build/image', name);
  const path = join(folder, `rootfs-${LAYOUT_VERSION}-${plan.key}.img`);
  const status = fileStatus(path);
  if (status.ok) {
    touch(path);
    return ok({ path, format: 'rofs', bytes: status.value.size });
  }
  const written = writeImage(plan, path);
  if (written.ok) removeOld(folder);
  return written;
}

function removeOld(folder: string): void {
  const names = listDirectory(folder);
  if (!names.ok) return;
  for (const name of names.value.filter((each) => /^rootfs-.*\.img$/.test(each))) {
    const status = fileStatus(join(folder, name));
    if (status.ok && status.value.mtimeMs < Date.now() - KEEP_MS) removeTree(join(folder, name));
  }
}

/** In a folder that the user names, the image has a plain name, and the key is beside it. */
function storeInto(plan: ProgramImagePlan, folder: string): Result<StoredImage> {
  const path = join(folder, 'rootfs.img');
  const keyPath = join(folder, '.rootfs-key');
  const status = fileStatus(path);
  if (status.ok) {
    const { size, mtimeMs } = status.value;
    const known = readText(keyPath);
    if (known.ok && known.value === keyText(plan, size, mtimeMs))
      return ok({ path, format: 'rofs', bytes: size });
  }
  const written = writeImage(plan, path);
  if (!written.ok) return written;
  const after = fileStatus(path);
  // Without the key the image is written again next time, which is slower and nothing else.
  if (after.ok) writeWhole(keyPath, keyText(plan, after.value.size, after.value.mtimeMs));
  return written;
}

function keyText(plan: ProgramImagePlan, size: number, mtimeMs: number): string {
  return `${LAYOUT_VERSION} ${plan.key} ${size} ${mtimeMs}\n`;
}

/** Writes the image of a plan, unless it is there already. */
export function storeImage(
  context: CommandContext,
  plan: ProgramImagePlan,
  name: string,
  folder?: string,
): Result<StoredImage> {
  return folder === undefined ? storeByKey(context, plan, name) : storeInto(plan, folder);
}
