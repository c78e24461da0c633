// SPDX-License-Identifier: MIT
// What can be wrong with a file that the page of a report is made from.
import { errorDiagnostic, type Diagnostic } from '../../diagnostic/index.ts';

export function runFileUnreadable(path: string, errno: string): Diagnostic {
  return errorDiagnostic('report/run-unreadable', `the report of a run cannot be read (${errno})`, {
    place: { file: path },
    help: 'thimble run --json FILE writes one',
  });
}

export function runFileDamaged(path: string): Diagnostic {
  return errorDiagnostic('report/run-damaged', 'this is no report of a run, or of another version', {
    place: { file: path },
    help: 'thimble run --json FILE writes one',
  });
}
