// SPDX-License-Identifier: MIT
// needs.json beside an image.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { renderNeeds, type ImageNeeds } from '../needs/index.ts';
import { needsFileUnwritable } from '../needs/messages.ts';
import { systemCallName } from '../toolchain/syscalls-x86-64.ts';
import { join, writeIfChanged } from '../util/index.ts';

/** Writes what an image needs into a folder, unless it is there already. Gives the path. */
export function writeNeeds(needs: ImageNeeds, folder: string): Result<string> {
  const path = join(folder, 'needs.json');
  const written = writeIfChanged(path, renderNeeds(needs, systemCallName));
  return written.ok ? ok(path) : err(needsFileUnwritable(path, written.code));
}
