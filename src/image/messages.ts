// SPDX-License-Identifier: MIT
// Everything that can be wrong with what goes into an image, and with images themselves.
import { errorDiagnostic, noteDiagnostic, type Diagnostic, type Place } from '../diagnostic/index.ts';
import type { FsFailure } from '../util/index.ts';

function at(place: Place | undefined): { place?: Place } {
  return place === undefined ? {} : { place };
}

export function guestPathNotAbsolute(guest: string, place?: Place): Diagnostic {
  return errorDiagnostic(
    'image/guest-path-not-absolute',
    `the guest path is "${guest}", expected one that begins with /`,
    {
      ...at(place),
      help: `write /${guest}`,
    },
  );
}

export function guestPathNotPlain(guest: string, part: string, place?: Place): Diagnostic {
  return errorDiagnostic('image/guest-path-not-plain', `the guest path ${guest} contains "${part}"`, {
    ...at(place),
    help: 'name the file by its path from / without . and .. and without NUL bytes',
  });
}

export function nameTooLong(guest: string, bytes: number, most: number, place?: Place): Diagnostic {
  return errorDiagnostic(
    'image/name-too-long',
    `a name in ${guest} has ${bytes} bytes, at most ${most} are possible`,
    at(place),
  );
}

export function badLinkTarget(guest: string, bytes: number, most: number, place?: Place): Diagnostic {
  return errorDiagnostic(
    'image/bad-link-target',
    `the symbolic link ${guest} has a target of ${bytes} bytes, expected 1 to ${most} without NUL bytes`,
    at(place),
  );
}

export function notADirectory(guest: string, blocking: string, place?: Place): Diagnostic {
  return errorDiagnostic(
    'image/not-a-directory',
    `${guest} cannot be in the image: ${blocking} is a file there, not a directory`,
    {
      ...at(place),
      help: `leave one of the two out`,
    },
  );
}

export function isADirectory(guest: string, place?: Place): Diagnostic {
  return errorDiagnostic(
    'image/is-a-directory',
    `${guest} is a directory of the image and cannot be a file as well`,
    at(place),
  );
}

export function linkLoop(guest: string, place?: Place): Diagnostic {
  return errorDiagnostic(
    'image/link-loop',
    `${guest} leads through more than 40 symbolic links of the image`,
    at(place),
  );
}

export function hostFileUnreadable(guest: string, failure: FsFailure, place?: Place): Diagnostic {
  const missing = failure.code === 'ENOENT' || failure.code === 'ENOTDIR';
  return errorDiagnostic(
    'image/host-file-unreadable',
    missing
      ? `${failure.path} is not there; it should become ${guest} in the image`
      : `${failure.path}, which should become ${guest} in the image, cannot be read: ${failure.code}`,
    {
      ...at(place),
      help: missing ? 'check the host path, or build the file first' : 'check its permissions',
    },
  );
}

export function hostFileSpecial(guest: string, path: string, place?: Place): Diagnostic {
  return errorDiagnostic(
    'image/host-file-special',
    `${path}, which should become ${guest} in the image, is a device, socket or pipe; expected a file, folder or symbolic link`,
    at(place),
  );
}

export function hostFileChanged(path: string, expected: number, found: number): Diagnostic {
  return errorDiagnostic(
    'image/host-file-changed',
    `${path} changed while it was read: it had ${expected} bytes, now ${found}`,
    { help: 'run the command again when nothing writes to it' },
  );
}

export function imageUnwritable(failure: FsFailure): Diagnostic {
  const help =
    failure.code === 'ENOSPC' ? 'free some space, or write to another disk with -o' : 'check the folder';
  return errorDiagnostic('image/unwritable', `${failure.path} cannot be written: ${failure.code}`, { help });
}

export function rofsDamaged(
  file: string,
  offset: number,
  field: string,
  found: string,
  expected: string,
): Diagnostic {
  return errorDiagnostic('image/rofs-damaged', `${field} is ${found}, expected ${expected}`, {
    place: { file, offset },
    help: 'the image is not ROFS version 1, or is damaged; build it again',
  });
}

export function manifestUnreadable(failure: FsFailure): Diagnostic {
  return errorDiagnostic('image/manifest-unreadable', `the manifest cannot be read: ${failure.code}`, {
    place: { file: failure.path },
  });
}

export function manifestSyntax(place: Place, found: string): Diagnostic {
  return errorDiagnostic('image/manifest-syntax', `found "${found}", expected "/guest/path: host/path"`, {
    place,
    help: 'put a colon and a space between guest path and host path; comments begin with #',
  });
}

/** Of a line that is wrong as it was split, and could have been split elsewhere. */
export function manifestSplitHere(place: Place, guest: string): Diagnostic {
  return noteDiagnostic(
    'image/manifest-split',
    `the guest path was taken to end here, and so to be ${guest}`,
    {
      place,
      help: 'the first colon with a blank behind it ends it; give a file whose path has one with --file GUEST=HOST',
    },
  );
}

/** `path` is the guest path, or what it stands for. */
export function manifestCannotTell(guest: string, path: string): Diagnostic {
  return errorDiagnostic(
    'image/manifest-cannot-tell',
    `${JSON.stringify(guest)} of the image cannot be written into a manifest: it has no way to write the path ${JSON.stringify(path)}`,
    {
      help: 'rename the file: ": ", line ends, blanks at the end, ${NAME}, and names such as * and & mean something else there',
    },
  );
}

export function manifestUnknownSection(place: Place, found: string): Diagnostic {
  return errorDiagnostic('image/manifest-section', `found section ${found}, expected [manifest]`, { place });
}

export function manifestUnknownVariable(
  place: Place,
  variable: string,
  known: readonly string[],
): Diagnostic {
  return errorDiagnostic('image/manifest-variable', `the variable ${variable} is not defined`, {
    place,
    help: known.length === 0 ? 'none is' : `defined are: ${known.join(', ')}`,
  });
}

export function manifestBadPercent(place: Place): Diagnostic {
  return errorDiagnostic('image/manifest-percent', 'found a % that begins neither %(name)s nor %%', {
    place,
    help: 'write %% for a percent sign',
  });
}

export function manifestPattern(place: Place, guest: string, host: string): Diagnostic {
  return errorDiagnostic(
    'image/manifest-pattern',
    `${guest}: ${host} has a pattern on one side only, or one that is not known`,
    {
      place,
      help: 'patterns are "/dir/**: host/dir/**" (a whole tree), "/dir/*: host/dir/*" (files of a folder) and "/dir/&/name: host/dir/&"',
    },
  );
}

export function manifestNotAFolder(place: Place, host: string): Diagnostic {
  return errorDiagnostic('image/manifest-not-a-folder', `${host} is not a folder of the host`, {
    place,
    help: 'check the path; relative ones start at the folder of the manifest',
  });
}

export function manifestEmptyTarget(place: Place): Diagnostic {
  return errorDiagnostic(
    'image/manifest-empty-target',
    'nothing follows "->", expected the target of a symbolic link',
    { place },
  );
}

export function exportFailed(folder: string, failure: FsFailure): Diagnostic {
  return errorDiagnostic(
    'image/export-failed',
    `the files cannot be exported: ${failure.path} (${failure.code})`,
    {
      place: { file: folder },
    },
  );
}
