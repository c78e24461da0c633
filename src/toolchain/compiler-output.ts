// SPDX-License-Identifier: MIT
// What compilers print, as diagnostics that point at the same lines.
import { errorDiagnostic, noteDiagnostic, warningDiagnostic, type Diagnostic } from '../diagnostic/index.ts';
import { resolve } from '../util/index.ts';

const HEADLINE =
  /^(?<file>[^\s:][^:]*):(?<line>\d+):(?:(?<column>\d+):)? (?<severity>fatal error|error|warning|note): (?<text>.*)$/;
// Lines of ninja, and of clang, that say nothing about the cause.
const NOISE =
  /^(\[\d+\/\d+\] |FAILED: |ninja: |COMPILER=|\d+ (errors?|warnings?)( and \d+ (errors?|warnings?))? generated\.|In file included from )/;

const MAKE = {
  error: errorDiagnostic,
  'fatal error': errorDiagnostic,
  warning: warningDiagnostic,
  note: noteDiagnostic,
} as const;

interface Draft {
  readonly severity: keyof typeof MAKE;
  readonly place: Diagnostic['place'];
  readonly lines: string[];
}

function draftOf(line: string, folder: string): Draft | undefined {
  const groups = HEADLINE.exec(line)?.groups;
  if (groups === undefined) return undefined;
  const column = groups['column'];
  return {
    severity: groups['severity'] as Draft['severity'],
    place: {
      file: resolve(folder, groups['file'] ?? ''),
      line: Number(groups['line']),
      ...(column === undefined ? {} : { column: Number(column) }),
    },
    lines: [groups['text'] ?? ''],
  };
}

/**
 * Reads what clang printed, alone or by way of ninja. An error comes first, each has the lines of source that clang
 * quotes, and each comes once. What cannot be attributed to a line (a compiler that crashed, say) is kept whole in one diagnostic, so that
 * nothing gets lost; there is at least one diagnostic.
 *
 * @param folder What relative file names in the output are relative to.
 */
export function compilerDiagnostics(output: string, folder: string): [Diagnostic, ...Diagnostic[]] {
  const drafts: Draft[] = [];
  const stray: string[] = [];
  for (const line of output.split('\n')) {
    const draft = draftOf(line, folder);
    if (draft !== undefined) drafts.push(draft);
    else if (line.trim() !== '' && !NOISE.test(line)) (drafts.at(-1)?.lines ?? stray).push(line);
  }
  // A mistake in a header is reported once for each source that includes it.
  const unique = new Map(drafts.map((draft) => [JSON.stringify([draft.place, draft.lines[0]]), draft]));
  const diagnostics = [...unique.values()].map(({ severity, place, lines }) =>
    MAKE[severity]('toolchain/compile', lines.join('\n'), place === undefined ? {} : { place }),
  );
  // A note explains the error before it, so the order stays; only what comes before the first error goes behind.
  const start = Math.max(
    0,
    diagnostics.findIndex((each) => each.severity === 'error'),
  );
  const [first, ...rest] = [...diagnostics.slice(start), ...diagnostics.slice(0, start)];
  if (first !== undefined && first.severity === 'error') return [first, ...rest];
  const text = stray.length > 0 ? stray.join('\n') : output.trim();
  return [
    errorDiagnostic('toolchain/compile', `the compiler failed:\n${text}`),
    ...(first ? [first, ...rest] : []),
  ];
}
