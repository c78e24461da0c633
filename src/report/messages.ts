// SPDX-License-Identifier: MIT
import { errorDiagnostic, type Diagnostic } from '../diagnostic/index.ts';

export function unreadableNeeds(path: string, errno: string): Diagnostic {
  return errorDiagnostic('report/needs-unreadable', `the needs cannot be read (${errno})`, {
    place: { file: path },
    help: 'thimble analyze writes such a file',
  });
}

export function badNeeds(path: string, fact: string): Diagnostic {
  return errorDiagnostic('report/bad-needs', `this is no needs file of this version: ${fact}`, {
    place: { file: path },
    help: 'thimble analyze writes such a file',
  });
}
