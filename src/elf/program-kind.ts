// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { DF_1, ET, PT } from './constants.ts';
import type { ElfFile } from './elf-file.ts';
import * as messages from './messages.ts';

/** How a program starts: by itself at fixed addresses, by itself anywhere, or through an ELF interpreter. */
export type ProgramKind = 'static' | 'static-pie' | 'dynamic';

/** Tells how a program starts, or why the file is none: an object, a library, a core dump, a debug file. */
export function programKind(file: ElfFile): Result<ProgramKind> {
  if (file.header.e_type === ET.REL) return err(messages.relocatableObject(file.name));
  if (file.header.e_type === ET.CORE) return err(messages.coreDump(file.name));
  if (!file.segments.some((segment) => segment.p_type === PT.LOAD && segment.p_filesz > 0n)) {
    return err(messages.noSegments(file.name));
  }
  if (file.segments.some((segment) => segment.p_type === PT.INTERP)) {
    // Libraries may have an interpreter too (libc.so.6 prints its version when run): they run as programs.
    return ok('dynamic');
  }
  if (file.header.e_type === ET.EXEC) return ok('static');
  const dynamic = file.dynamic();
  if (!dynamic.ok) return dynamic;
  // Nothing in the header tells a static PIE from a library. Linkers mark the former with DF_1_PIE; before they did,
  // having an entry point and no name of its own was the best hint.
  const marked = ((dynamic.value?.flags1 ?? 0n) & DF_1.PIE) !== 0n;
  const soname = dynamic.value?.soname;
  if (marked || (soname === undefined && file.header.e_entry !== 0n)) return ok('static-pie');
  return err(messages.sharedLibrary(file.name, soname));
}
