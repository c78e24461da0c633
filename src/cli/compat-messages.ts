// SPDX-License-Identifier: MIT
// What can be wrong with a wish for the compatibility table, as messages.
import { errorDiagnostic, type Diagnostic } from '../diagnostic/index.ts';
import { nearestName, type FsFailure } from '../util/index.ts';

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

/** `what` says of a program or server how it fails on the host; `folder` has its declaration. */
export function hostFailed(what: string, folder: 'test/compat/' | 'test/compat/servers/'): Diagnostic {
  return errorDiagnostic('compat/host-failed', what, {
    help: `what does not run on the host cannot be compared with it; see ${folder}`,
  });
}

export function cannotWriteFixture({ path, code }: FsFailure): Diagnostic {
  return errorDiagnostic('compat/fixture', `${path} cannot be written (${code})`);
}

export function cannotMakeServerFolder({ path, code }: FsFailure): Diagnostic {
  return errorDiagnostic('compat/folder', `${path}: no folder (${code})`);
}

export function serversNeedRoot(): Diagnostic {
  return errorDiagnostic('compat/not-root', 'servers can be compared only by root', {
    help: 'on the host they run in a folder (chroot) and a network of their own; --only programs leaves them out',
  });
}
