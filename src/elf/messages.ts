// SPDX-License-Identifier: MIT
// Everything that the ELF readers complain about: functions from facts to diagnostics.
import { errorDiagnostic, type Diagnostic } from '../diagnostic/index.ts';

/** `file` is the name shown to the user, `offset` the byte that the complaint is about. */
interface At {
  readonly file: string;
  readonly offset?: number;
}

const fetchAgain = 'The file is cut off or damaged: copy or build it again.';

function place({ file, offset }: At): At {
  return offset === undefined ? { file } : { file, offset };
}

function hex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

export function emptyFile(file: string): Diagnostic {
  return errorDiagnostic('elf/empty-file', `${file} is empty, not an ELF file`, {
    place: { file, offset: 0 },
    help: 'Build or copy the file again.',
  });
}

export function isScript(file: string, interpreter: string): Diagnostic {
  return errorDiagnostic(
    'elf/script',
    `${file} is a script for ${interpreter || 'a shell'}, not an ELF file`,
    {
      place: { file, offset: 0 },
      help: `Name the interpreter as the program and put the script into the image beside it, for example: --file /script=${file} ${interpreter.split(/\s/, 1)[0] || '/bin/sh'} /script`,
    },
  );
}

/** `found` says what the first bytes look like, when we recognize them. */
export function notElf(file: string, found: string): Diagnostic {
  return errorDiagnostic('elf/not-elf', `${file} is not an ELF file: ${found}`, {
    place: { file, offset: 0 },
    help: 'A program must be a 64-bit x86-64 Linux executable.',
  });
}

export function isArchive(file: string): Diagnostic {
  return errorDiagnostic('elf/archive', `${file} is a static library (ar archive), not an ELF file`, {
    place: { file, offset: 0 },
    help: 'Link it into a program and use that.',
  });
}

export function notArchive(file: string): Diagnostic {
  return errorDiagnostic(
    'elf/not-archive',
    `${file} is not an ar archive: it does not begin with "!<arch>"`,
    {
      place: { file, offset: 0 },
    },
  );
}

export function thinArchive(file: string): Diagnostic {
  return errorDiagnostic(
    'elf/thin-archive',
    `${file} is a thin archive, which holds names of files but no contents`,
    {
      place: { file, offset: 0 },
      help: 'Create the archive without the T option of ar.',
    },
  );
}

export function badArchiveMember(at: At, fact: string): Diagnostic {
  return errorDiagnostic('elf/bad-archive-member', `${at.file}: the archive is damaged: ${fact}`, {
    place: place(at),
    help: fetchAgain,
  });
}

/** `what` (plural) would lie at bytes `start` to `end`, beyond the `size` bytes of the file. */
export function truncated(file: string, what: string, start: bigint, end: bigint, size: number): Diagnostic {
  return errorDiagnostic(
    'elf/truncated',
    `${file} is truncated: the ${what} should be at bytes ${start} to ${end}, but the file has ${size} bytes`,
    { place: { file, offset: size }, help: fetchAgain },
  );
}

export function unreadable(file: string, errno: string): Diagnostic {
  return errorDiagnostic('elf/unreadable', `${file} cannot be read: ${errno}`, { place: { file } });
}

export function is32Bit(file: string, machine: string): Diagnostic {
  return errorDiagnostic(
    'elf/32-bit',
    `${file} is a 32-bit ELF file for ${machine}; only 64-bit files can be used`,
    {
      place: { file, offset: 4 },
      help: 'Build it for x86-64 (gcc -m64).',
    },
  );
}

export function bigEndian(file: string, machine: string): Diagnostic {
  return errorDiagnostic(
    'elf/big-endian',
    `${file} is a big-endian ELF file for ${machine}; x86-64 is little-endian`,
    {
      place: { file, offset: 5 },
      help: 'Build it for x86-64.',
    },
  );
}

export function otherMachine(file: string, found: string, expected: string): Diagnostic {
  return errorDiagnostic('elf/other-machine', `${file} is an ELF file for ${found}; expected ${expected}`, {
    place: { file, offset: 18 },
    help: `Build it for ${expected}, or install the ${expected} package of it.`,
  });
}

export function relocatableObject(file: string): Diagnostic {
  return errorDiagnostic('elf/relocatable-object', `${file} is a relocatable object (.o), not a program`, {
    place: { file, offset: 16 },
    help: 'Link it first, for example: cc -static-pie -o program file.o',
  });
}

export function coreDump(file: string): Diagnostic {
  return errorDiagnostic('elf/core-dump', `${file} is a core dump, not a program`, {
    place: { file, offset: 16 },
    help: 'Give the program that dumped it.',
  });
}

export function sharedLibrary(file: string, soname: string | undefined): Diagnostic {
  const name = soname === undefined ? '' : ` (${soname})`;
  return errorDiagnostic('elf/shared-library', `${file} is a shared library${name}, not a program`, {
    place: { file, offset: 16 },
    help: 'Give the program that uses it; libraries are found by themselves.',
  });
}

export function noSegments(file: string): Diagnostic {
  return errorDiagnostic('elf/no-segments', `${file} has no PT_LOAD segment, so there is nothing to load`, {
    place: { file, offset: 56 },
    help: 'Debug files and objects cannot run; give the linked program.',
  });
}

/** A field of a structure holds what the specification forbids. */
export function badField(
  at: At,
  field: string,
  found: bigint | number | string,
  expected: string,
): Diagnostic {
  const shown = typeof found === 'string' ? found : hex(found);
  return errorDiagnostic('elf/bad-field', `${at.file}: ${field} is ${shown}; expected ${expected}`, {
    place: place(at),
    help: fetchAgain,
  });
}

export function badSegment(at: At, index: number, fact: string): Diagnostic {
  return errorDiagnostic('elf/bad-segment', `${at.file}: program header ${index}: ${fact}`, {
    place: place(at),
    help: fetchAgain,
  });
}

/** `at` is the dynamic table, whose entry gives the address. */
export function unmappedAddress(at: At, what: string, address: bigint, length: bigint): Diagnostic {
  return errorDiagnostic(
    'elf/unmapped-address',
    `${at.file}: the ${what} should be the ${length} bytes at address ${hex(address)}, which no PT_LOAD segment brings from the file`,
    { place: place(at), help: fetchAgain },
  );
}

/** `at.offset` is where the table begins, `index` where in it the name should be. */
export function badString(
  at: At & { readonly table: string },
  index: bigint | number,
  size: number,
): Diagnostic {
  return errorDiagnostic(
    'elf/bad-string',
    `${at.file}: a name at ${index} of ${at.table} does not end within its ${size} bytes`,
    { place: place(at), help: fetchAgain },
  );
}

export function overlappingStrings(at: At & { readonly table: string }): Diagnostic {
  return errorDiagnostic(
    'elf/overlapping-strings',
    `${at.file}: the names in ${at.table} overlap so much that reading them all would take many times the file's size`,
    { place: place(at), help: fetchAgain },
  );
}

/** A table whose parts contradict each other: a version list, a hash table, a relative relocation list. */
export function badTable(at: At, table: string, fact: string): Diagnostic {
  return errorDiagnostic('elf/bad-table', `${at.file}: ${table}: ${fact}`, {
    place: place(at),
    help: fetchAgain,
  });
}
