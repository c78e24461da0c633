// SPDX-License-Identifier: MIT
// The files that programs and servers of the compatibility table read, on the host.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { isFile, readBytes, writeWhole } from '../util/index.ts';
import { fixturePath, type CompatFixture } from './compat.ts';
import { cannotWriteFixture } from './compat-messages.ts';

/** Makes what is not there, or not as it should be: an image of the same files is used again, if nobody touches them. */
export async function layFixtures(fixtures: readonly CompatFixture[]): Promise<Result<void>> {
  for (const { name, make, once } of fixtures) {
    const path = fixturePath(name);
    if (once === true && isFile(path)) continue;
    const wanted = Buffer.from(await make());
    const found = readBytes(path);
    if (found.ok && wanted.equals(found.value)) continue;
    const written = writeWhole(path, wanted);
    if (!written.ok) return err(cannotWriteFixture(written));
  }
  return ok(undefined);
}
