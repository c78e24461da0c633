// SPDX-License-Identifier: MIT
// The one place where a diagnostic becomes text. It writes nothing itself: who prints decides where to.
import { isAbsolute, relative } from '../util/path.ts';
import type { Diagnostic, Place } from './diagnostic.ts';

export interface RenderOptions {
  /** Whether escape sequences for colours may be used. */
  readonly colour: boolean;
  /** Files below this folder are named relative to it. */
  readonly cwd: string;
}

const STYLES = { bold: '1', red: '1;31', yellow: '1;33', blue: '1;34', dim: '2' } as const;

const SEVERITY_STYLE = { error: 'red', warning: 'yellow', note: 'blue' } as const;

/** `text` in a style, or as it is when colours are off. */
export function styled(style: keyof typeof STYLES, text: string, colour: boolean): string {
  return colour ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;
}

/**
 * Whether to colour what goes to a stream: only on a terminal that can, and not when NO_COLOR has any value
 * (https://no-color.org).
 */
export function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  const refused = (env['NO_COLOR'] ?? '') !== '';
  return isTerminal && !refused && env['TERM'] !== 'dumb';
}

/** `file:line:column`, which terminals and editors make a link of; `file (byte 0x1f0)` in a binary file. */
export function renderPlace(place: Place, cwd: string): string {
  const near = relative(cwd, place.file);
  const file = isAbsolute(place.file) && near !== '' && !near.startsWith('..') ? near : place.file;
  if (place.line !== undefined) {
    return place.column === undefined ? `${file}:${place.line}` : `${file}:${place.line}:${place.column}`;
  }
  return place.offset === undefined ? file : `${file} (byte 0x${place.offset.toString(16)})`;
}

/** One diagnostic as lines, the last one ended. Further lines of the message and the help are indented below the first. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions): string {
  const { severity, code, message, place, help } = diagnostic;
  const where = place === undefined ? 'thimble' : renderPlace(place, options.cwd);
  const label = styled(SEVERITY_STYLE[severity], `${severity}:`, options.colour);
  const head = `${styled('bold', `${where}:`, options.colour)} ${label} ${indentRest(message, 4)}`;
  const lines = [`${head} ${styled('dim', `[${code}]`, options.colour)}`];
  if (help !== undefined) lines.push(`  help: ${indentRest(help, 8)}`);
  return `${lines.join('\n')}\n`;
}

/** All diagnostics in their order; equal ones, which several callers may have found, once. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions): string {
  return [...new Set(diagnostics.map((each) => renderDiagnostic(each, options)))].join('');
}

/** A thrown error: not the user's mistake but ours, so it says so, with what a report needs. */
export function renderDefect(thrown: unknown, version: string, options: RenderOptions): string {
  const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const label = styled('red', 'defect:', options.colour);
  return (
    `thimble: ${label} Thimble failed in a way that it should not, whatever it was given.\n` +
    `${what.replace(/^/gm, '    ')}\n` +
    `  help: please report this with the command, the lines above and the version (thimble ${version}, ` +
    `node ${process.version}); CONTRIBUTING.md says where\n`
  );
}

function indentRest(text: string, spaces: number): string {
  return text.trimEnd().replaceAll('\n', `\n${' '.repeat(spaces)}`);
}
