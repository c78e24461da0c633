// SPDX-License-Identifier: MIT

/** Where in the user's input a complaint points. Lines and columns count from 1, offsets (bytes) from 0. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** Offset in bytes, for binary files. */
  readonly offset?: number;
}

/**
 * One thing to tell the user. `message` says the fact, with what was found and what was expected;
 * `help` says what to do about it. `code` is stable, `<area>/<kebab-fact>`.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: `${string}/${string}`;
  readonly message: string;
  readonly place?: Place;
  readonly help?: string;
}

type Rest = { readonly place?: Place; readonly help?: string };

function make(severity: Diagnostic['severity']) {
  return (code: Diagnostic['code'], message: string, rest: Rest = {}): Diagnostic => ({
    severity,
    code,
    message,
    ...rest,
  });
}

export const errorDiagnostic = make('error');
export const warningDiagnostic = make('warning');
export const noteDiagnostic = make('note');
