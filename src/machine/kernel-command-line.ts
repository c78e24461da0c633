// SPDX-License-Identifier: MIT
// Words to one line and back, by the rules of docs/guest-interface.md.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { commandLineNul } from './messages.ts';

/** Words of this form at the end of the line are not the program's: QEMU's microvm appends them for its devices. */
const VIRTIO_MMIO = /virtio_mmio\.device=/g;

/**
 * One word as the kernel reads it back. The kernel takes `virtio_mmio.device=` off the end before it looks at quotes, so
 * in a word of the program that text is broken up by a backslash.
 */
function quoteWord(word: string): string {
  const escaped = word.replace(/["\\]/g, '\\$&').replace(VIRTIO_MMIO, '\\$&');
  return word === '' || /[ \n]/.test(word) ? `"${escaped}"` : escaped;
}

/** The line whose words these are. Only a NUL cannot be carried. */
export function joinCommandLine(words: readonly string[]): Result<string> {
  const bad = words.find((word) => word.includes('\0'));
  return bad === undefined ? ok(words.map(quoteWord).join(' ')) : err(commandLineNul(bad));
}

/** The words of a line, as the kernel splits it, or undefined when a quoted word does not end. */
export function splitCommandLine(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (!quoted && (character === ' ' || character === '\n')) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word ??= '';
    if (character === '"') quoted = !quoted;
    else if (character === '\\' && at + 1 < line.length) word += line.charAt(++at);
    else word += character;
  }
  if (quoted) return undefined;
  if (word !== undefined) words.push(word);
  return words;
}
