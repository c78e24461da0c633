// SPDX-License-Identifier: MIT
// What can be wrong with a wish for the compatibility table, as messages.
import { errorDiagnostic, type Diagnostic } from '../diagnostic/index.ts';
import { nearestName } from '../util/index.ts';

export function noSuchCompatProgram(found: string, known: readonly string[]): Diagnostic {
  const near = nearestName(found, known);
  return errorDiagnostic('cli/unknown-compat-program', `the table has no program or server "${found}"`, {
    help: near === undefined ? 'thimble compat --list lists them' : `did you mean "${near}"?`,
  });
}

export function noCompatResults(file: string): Diagnostic {
  return errorDiagnostic('cli/no-compat-results', `"${file}" does not hold the results of a run`, {
    help: 'make it with: thimble compat --json > FILE',
  });
}

export function serversNeedRoot(): Diagnostic {
  return errorDiagnostic('compat/not-root', 'servers can be compared only by root', {
    help: 'on the host they run in a folder (chroot) and a network of their own; --only programs leaves them out',
  });
}
