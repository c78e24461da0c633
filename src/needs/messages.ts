// SPDX-License-Identifier: MIT
// Everything that finding a program's files complains about: functions from facts to diagnostics.
import { errorDiagnostic, warningDiagnostic, type Diagnostic, type Place } from '../diagnostic/index.ts';

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

/** `cause` is what the reader of ELF files says. */
export function notAnalyzed(path: string, cause: Diagnostic): Diagnostic {
  return {
    ...cause,
    severity: 'warning',
    code: 'needs/not-analyzed',
    message: `what ${path} needs is not known: ${cause.message}`,
  };
}

export function needsFileUnreadable(file: string, errno: string): Diagnostic {
  return errorDiagnostic('needs/file-unreadable', `${file} cannot be read: ${errno}`, { place: { file } });
}

export function needsFileUnwritable(file: string, errno: string): Diagnostic {
  return errorDiagnostic('needs/file-unwritable', `${file} cannot be written: ${errno}`, { place: { file } });
}

/** `fact` says what is wrong with the text. */
export function needsFileNotJson(file: string, fact: string): Diagnostic {
  return errorDiagnostic('needs/file-not-json', `${file} is no JSON text: ${fact}`, {
    place: { file },
    help: 'It is cut off or was changed by hand: write it again with thimble analyze -o.',
  });
}

export function needsFileOtherFormat(file: string, found: string): Diagnostic {
  return errorDiagnostic(
    'needs/file-other-format',
    `${file} is no file of needs: "format" is ${found}; expected "thimble-needs"`,
    { place: { file }, help: 'thimble analyze -o FILE PROGRAM writes one.' },
  );
}

export function needsFileOtherVersion(file: string, found: string, expected: number): Diagnostic {
  return errorDiagnostic(
    'needs/file-other-version',
    `${file} has version ${found} of the format; this Thimble reads version ${expected}`,
    { place: { file }, help: 'Write it again with this Thimble: thimble analyze -o FILE PROGRAM.' },
  );
}

/** What was recorded with one libc says nothing about the other. */
export function needsFileOtherLibc(file: string, found: string, expected: string): Diagnostic {
  const where = (libc: string): string =>
    libc === 'kernel' ? 'the libc of the kernel' : 'a libc of their own';
  return errorDiagnostic(
    'needs/file-other-libc',
    `${file} is about programs with ${where(found)}; those of this image have ${where(expected)}`,
    { place: { file }, help: 'record into another file, or use the same --libc.' },
  );
}

/** Files that were others when the needs were written down. */
export function needsFileOtherFiles(file: string, paths: readonly string[]): Diagnostic {
  const [first = '', ...rest] = paths;
  const others = rest.length === 0 ? '' : ` and ${rest.length} more`;
  return warningDiagnostic(
    'needs/file-other-files',
    `${file} was written for another ${first}${others}: what was recorded may not be what they ask for now`,
    { place: { file }, help: 'record again: thimble run --record FILE PROGRAM.' },
  );
}

/** `path` leads to the value from the top, for example `files[3].imports[0].name`. */
export function needsFileDamaged(file: string, path: string, found: string, expected: string): Diagnostic {
  return errorDiagnostic(
    'needs/file-damaged',
    `${file}: ${path === '' ? 'the whole' : path} is ${found}; expected ${expected}`,
    {
      place: { file },
      help: 'docs/needs.md describes the format. Write the file again with thimble analyze -o.',
    },
  );
}

/** `near` is a name that may have been meant. */
export function unknownAddedSymbol(name: string, near: string | undefined, place?: Place): Diagnostic {
  return errorDiagnostic(
    'needs/unknown-symbol',
    `no kernel can export the symbol ${name} that is to be added`,
    {
      ...(place === undefined ? {} : { place }),
      help: near === undefined ? 'thimble symbols lists what can be exported' : `did you mean ${near}?`,
    },
  );
}

export function unknownAddedSystemCall(name: string, near: string | undefined, place?: Place): Diagnostic {
  return errorDiagnostic('needs/unknown-system-call', `there is no system call ${name} that could be added`, {
    ...(place === undefined ? {} : { place }),
    help: near === undefined ? 'Linux names and numbers of x86-64 are known' : `did you mean ${near}?`,
  });
}
