// SPDX-License-Identifier: MIT
// ar archives as GNU ar and LLVM ar write them (System V variant; ar(5)).
import { err, ok, type Result } from '../diagnostic/index.ts';
import { badArchiveMember, notArchive, thinArchive } from './messages.ts';

export interface ArchiveMember {
  /** File name without folder, as it was when added; several members may share one. */
  readonly name: string;
  /** Shares the memory of the archive. */
  readonly bytes: Uint8Array;
  /** Where its contents begin in the archive, in bytes. */
  readonly offset: number;
}

const magic = '!<arch>\n';
const thinMagic = '!<thin>\n';
const headerSize = 60;

const latin1 = new TextDecoder('latin1');

/** The members of a static library in order, without the symbol index and the table of long names. */
export function readArchive(bytes: Uint8Array, file: string): Result<ArchiveMember[]> {
  const start = latin1.decode(bytes.subarray(0, magic.length));
  if (start === thinMagic) return err(thinArchive(file));
  if (start !== magic) return err(notArchive(file));
  const members: ArchiveMember[] = [];
  let longNames = '';
  let at = magic.length;
  while (at < bytes.length) {
    const fail = (fact: string): Result<never> => err(badArchiveMember({ file, offset: at }, fact));
    const header = latin1.decode(bytes.subarray(at, at + headerSize));
    if (header.length < headerSize) return fail('the header of the last member is cut off');
    if (header.slice(58) !== '`\n') return fail('a member header does not end in "`\\n"');
    const sizeText = header.slice(48, 58).trimEnd();
    if (!/^[0-9]{1,10}$/.test(sizeText))
      return fail(`a member's size is "${sizeText}"; expected a decimal number`);
    const size = Number(sizeText);
    const offset = at + headerSize;
    if (size > bytes.length - offset)
      return fail(`a member of ${size} bytes goes beyond the end of the file`);
    const contents = bytes.subarray(offset, offset + size);
    const field = header.slice(0, 16).trimEnd();
    if (field === '//') {
      longNames = latin1.decode(contents);
    } else if (field !== '/' && field !== '/SYM64/') {
      const name = memberName(field, longNames);
      if (name === undefined)
        return fail(`a member's name is "${field}", which the table of long names does not have`);
      members.push({ name, bytes: contents, offset });
    }
    // Members begin at even offsets.
    at = offset + size + (size & 1);
  }
  return ok(members);
}

function memberName(field: string, longNames: string): string | undefined {
  const long = /^\/([0-9]+)$/.exec(field)?.[1];
  if (long === undefined) return field.replace(/\/$/, '');
  // The file decides how often it points into the table, so a name is searched for in at most 4096 characters.
  const from = Number(long);
  const end = longNames.slice(from, from + 4096).indexOf('\n');
  if (end < 0) return undefined;
  return longNames.slice(from, from + end).replace(/\/$/, '');
}
