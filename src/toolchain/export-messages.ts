// SPDX-License-Identifier: MIT
// What can be wrong with the symbols that a kernel exports, as messages.
import { errorDiagnostic, type Diagnostic, type Place } from '../diagnostic/index.ts';
import { nearestName } from '../util/index.ts';

/** What to do when the lists and the objects do not agree. */
const UPDATE_LISTS = 'thimble symbols --update writes the lists anew from what the components define';

export function listedButUndefined(name: string, defined: Iterable<string>, place: Place): Diagnostic {
  const near = nearestName(name, defined);
  const meant = near === undefined ? '' : `did you mean "${near}"? Otherwise `;
  return errorDiagnostic('toolchain/listed-undefined', `"${name}" is listed, but no component defines it`, {
    place,
    help: `${meant}define it, or take it off the list; ${UPDATE_LISTS}`,
  });
}

export function listedButHidden(name: string, component: string, place: Place): Diagnostic {
  return errorDiagnostic(
    'toolchain/listed-hidden',
    `"${name}" is listed, but component "${component}" defines it with hidden visibility`,
    { place, help: `give its definition default visibility, or take it off the list; ${UPDATE_LISTS}` },
  );
}

export function unlistedExport(name: string, listed: Iterable<string>): Diagnostic {
  const near = nearestName(name, listed);
  return errorDiagnostic(
    'toolchain/unlisted-export',
    `"${name}" is to be exported, but no list in exported-symbols/ has it`,
    { help: near === undefined ? 'thimble symbols prints what is exported' : `did you mean "${near}"?` },
  );
}

export function listedButNotExported(name: string, component: string, place: Place): Diagnostic {
  return errorDiagnostic(
    'toolchain/not-exported',
    `"${name}" is listed and component "${component}" defines it, but the linked kernel does not export it`,
    { place, help: 'one of the objects refers to it as hidden, which hides it from programs too' },
  );
}

export function exportedButUnlisted(name: string, object: string | undefined): Diagnostic {
  const definer = object === undefined ? 'the linker' : object;
  return errorDiagnostic(
    'toolchain/exported-unlisted',
    `the linked kernel exports "${name}" (defined by ${definer}), which no list has`,
    { help: 'list it in exported-symbols/, or give its definition hidden visibility' },
  );
}

export function moreDifferences(count: number): Diagnostic {
  return errorDiagnostic(
    'toolchain/more-export-differences',
    `and ${count} more differences between the lists in exported-symbols/ and the kernel`,
    { help: UPDATE_LISTS },
  );
}

export function noHostLibrary(library: string, folders: readonly string[]): Diagnostic {
  return errorDiagnostic(
    'toolchain/no-host-library',
    `${library} is not on this host: not in ${folders.join(', ')}`,
    { help: 'the lists are made from the libraries of glibc: on Debian, install libc6 and libcrypt1' },
  );
}
