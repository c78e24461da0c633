// SPDX-License-Identifier: MIT
// Everything that finding a program's files complains about: functions from facts to diagnostics.
import { errorDiagnostic, type Diagnostic } from '../diagnostic/index.ts';

const packageHint = 'Install the package that brings it';

export function cannotOpen(host: string, errno: string, askedBy: string): Diagnostic {
  const facts: Readonly<Record<string, string>> = {
    ENOENT: 'does not exist',
    ENOTDIR: 'does not exist: a part of its path is not a directory',
    EACCES: 'may not be read by you',
    ELOOP: 'is a symbolic link that leads in circles',
  };
  return errorDiagnostic(
    'needs/cannot-open',
    `${host}, ${askedBy}, ${facts[errno] ?? `cannot be opened: ${errno}`}`,
    {
      place: { file: host },
      help: 'Check the path. Paths that do not begin with / count from the current directory.',
    },
  );
}

export function notRegularFile(host: string, kind: 'directory' | 'other', askedBy: string): Diagnostic {
  const found = kind === 'directory' ? 'a directory' : 'not a regular file';
  return errorDiagnostic('needs/not-a-file', `${host}, ${askedBy}, is ${found}; expected an ELF file`, {
    place: { file: host },
    help: 'Name the program file itself.',
  });
}

export function interpreterNotFound(interpreter: string, host: string, askedBy: string): Diagnostic {
  return errorDiagnostic(
    'needs/interpreter-not-found',
    `${askedBy} starts through the ELF interpreter ${interpreter}, which is not there`,
    {
      place: { file: askedBy },
      help: `${packageHint} (libc6 for glibc, musl for ld-musl), put it into the image with --file ${interpreter}=HOST_PATH, or link the program statically. Looked at ${host}.`,
    },
  );
}

export function badInterpreter(interpreter: string, askedBy: string): Diagnostic {
  return errorDiagnostic(
    'needs/bad-interpreter',
    `${askedBy} names the ELF interpreter "${interpreter}"; expected an absolute path`,
    { place: { file: askedBy }, help: 'Link the program again with -Wl,--dynamic-linker=/absolute/path.' },
  );
}

export interface NotFound {
  readonly library: string;
  /** Guest path of the file whose DT_NEEDED it is. */
  readonly askedBy: string;
  readonly host: string;
  readonly searched: readonly string[];
  /** Files of that name that are for another machine, with what they are. */
  readonly rejected: readonly string[];
  /** A directory that ld.so searches in any case. */
  readonly suggestedDirectory: string;
}

export function libraryNotFound(facts: NotFound): Diagnostic {
  const { library, askedBy, host, searched, rejected, suggestedDirectory } = facts;
  const places = searched.length === 0 ? 'there is no directory to search' : `not in ${searched.join(', ')}`;
  const others = rejected.length === 0 ? '' : `; passed over: ${rejected.join('; ')}`;
  const target = library.includes('/') ? library : `${suggestedDirectory}/${library}`;
  return errorDiagnostic(
    'needs/library-not-found',
    `${askedBy} needs ${library}, which is not found: ${places}${others}`,
    {
      place: { file: host },
      help: `${packageHint} (on Debian: apt-file search ${library}), put it into the image with --file ${target}=HOST_PATH, or name its directory with --env LD_LIBRARY_PATH=DIRECTORY.`,
    },
  );
}

/** A library path that depends on the working directory: the guest's is not known here. */
export function relativeLibrary(library: string, askedBy: string, host: string): Diagnostic {
  return errorDiagnostic(
    'needs/relative-library',
    `${askedBy} needs ${library}, a path relative to the directory in which the program runs`,
    {
      place: { file: host },
      help: "Link the library with -Wl,-soname=NAME and the program with -Wl,-rpath,'$ORIGIN' instead.",
    },
  );
}
