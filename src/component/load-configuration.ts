// SPDX-License-Identifier: MIT
import { ok, type Place, type Result } from '../diagnostic/index.ts';
import { join } from '../util/index.ts';
import type { ImageDeclaration } from './image-declaration.ts';
import { readUserDeclaration } from './read-declaration.ts';
import { placeOfWord } from './schema.ts';

/** What makes a folder a project: it is used where a command has no PROGRAM. */
export const CONFIGURATION_FILE = 'thimble.config.ts';

export interface Configuration {
  readonly declaration: ImageDeclaration;
  readonly place: Place;
  /** Where the configuration has a word. */
  placeOf(word: string): Place;
}

/**
 * Reads the configuration of a project.
 *
 * @param root The folder that holds Thimble's `src/`.
 * @param folder Absolute; has a `thimble.config.ts`.
 */
export async function loadConfiguration(root: string, folder: string): Promise<Result<Configuration>> {
  const file = join(folder, CONFIGURATION_FILE);
  const read = await readUserDeclaration('configuration', root, file);
  if (!read.ok) return read;
  const { declaration, text } = read.value;
  return ok({ declaration, place: { file }, placeOf: (word) => placeOfWord(file, text, word) });
}
