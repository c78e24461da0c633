// SPDX-License-Identifier: MIT
// Words in the files of an image, in whatever case.
import { loadedParts } from './image-paths.ts';

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Whether one of `texts` stands in a file as a word of its own. */
export function hasWord(bytes: Uint8Array, texts: readonly string[]): boolean {
  const word = new RegExp(`(?<![a-z0-9])(?:${texts.map(escape).join('|')})(?![a-z0-9])`, 'i');
  return loadedParts(bytes).some((part) =>
    word.test(Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('latin1')),
  );
}
