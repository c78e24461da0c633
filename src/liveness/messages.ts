// SPDX-License-Identifier: MIT
import { errorDiagnostic, type Diagnostic } from '../diagnostic/index.ts';

const REBUILD = 'the file is damaged: delete it and build again';

/** A table of an object names a symbol or a section that the object does not have. */
export function badReference(
  file: string,
  table: string,
  what: 'symbol' | 'section',
  index: number,
): Diagnostic {
  return errorDiagnostic(
    'liveness/bad-reference',
    `${table} refers to ${what} ${index}, which is not there`,
    {
      place: { file },
      help: REBUILD,
    },
  );
}

export function noGroupSignature(file: string, section: number, symbol: number): Diagnostic {
  const what = `the section group ${section} has symbol ${symbol} as its signature, which is not there`;
  return errorDiagnostic('liveness/bad-group', what, { place: { file }, help: REBUILD });
}
