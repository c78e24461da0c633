// SPDX-License-Identifier: MIT
// What can be wrong with a version script, as messages.
import { errorDiagnostic, type Diagnostic, type Place } from '../diagnostic/index.ts';

export function scriptSyntax(found: string, expected: string, place: Place): Diagnostic {
  return errorDiagnostic(
    'toolchain/script-syntax',
    `found ${found} in the version script; expected ${expected}`,
    {
      place,
      help: 'a script looks like: { global: read; write; local: *; };',
    },
  );
}

export function scriptUnclosedComment(place: Place): Diagnostic {
  return errorDiagnostic('toolchain/script-syntax', 'this comment is never closed', { place });
}

export function scriptPattern(found: string, section: 'global' | 'local', place: Place): Diagnostic {
  return errorDiagnostic('toolchain/script-pattern', `"${found}" under "${section}:" is not understood`, {
    place,
    help:
      section === 'global' ? 'list each name; there are no patterns' : 'only "*" can be hidden: all the rest',
  });
}

export function scriptKeepsAll(place: Place): Diagnostic {
  return errorDiagnostic(
    'toolchain/script-keeps-all',
    'the version script does not hide what it does not list',
    {
      place,
      help: 'end it with: local: *;',
    },
  );
}
