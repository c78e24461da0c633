// SPDX-License-Identifier: MIT
// TypeScript of the user's, which nobody has compiled: configurations and profiles outside of Thimble's own tree. jiti
// loads it, because Node 20 cannot, and a published package has no compiler to do so; it needs nothing else installed.
import { err, ok, type Place, type Result } from '../diagnostic/index.ts';
import { isFile, join, readText } from '../util/index.ts';
import { declarationThrew, declarationUnreadable, unreadable, type DeclarationKind } from './messages.ts';

/** What jiti says of a text that cannot be parsed. */
const PARSE_ERROR = /^(?:ParseError|SyntaxError): /;

/** Where it went wrong: both what cannot be parsed and what threw has `file:line:column` in its stack. */
function placeOf(file: string, cause: unknown): Place {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const at = stack.indexOf(`${file}:`);
  const match = at < 0 ? null : /^(\d+):(\d+)/.exec(stack.slice(at + file.length + 1));
  return match === null ? { file } : { file, line: Number(match[1]), column: Number(match[2]) };
}

/** Whether what runs has other columns on a line than the file: on the first one, and where something is imported or exported. */
function isRewritten(file: string, line: number): boolean {
  const text = readText(file);
  const words = text.ok ? text.value.split('\n')[line - 1] : undefined;
  return line === 1 || words === undefined || /^\s*(import|export)\b/.test(words);
}

/**
 * Runs a TypeScript (or JavaScript) file and gives its default export, undefined when it has none. `import ... from 'thimble'` in it is this
 * very Thimble, whether or not it is installed beside the file.
 *
 * @param root The folder that holds Thimble's `src/`.
 */
export async function importTypeScript(
  kind: DeclarationKind,
  root: string,
  file: string,
): Promise<Result<unknown>> {
  if (!isFile(file)) return err(unreadable(file, 'ENOENT'));
  const { createJiti } = await import('jiti');
  const jiti = createJiti(file, {
    // Nothing is left beside the user's files, and nothing old is found again.
    fsCache: false,
    moduleCache: false,
    // What has no default export is not to pass for one.
    interopDefault: false,
    alias: { thimble: join(root, 'build/js/src/index.js') },
  });
  try {
    const loaded = await jiti.import<{ readonly default?: unknown }>(file);
    return ok(loaded.default);
  } catch (cause) {
    const [message = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    const { column, ...line } = placeOf(file, cause);
    if (PARSE_ERROR.test(message)) {
      // The parser counts columns from 0.
      const place = column === undefined ? line : { ...line, column: column + 1 };
      return err(declarationUnreadable(kind, place, message.replace(PARSE_ERROR, '').trim()));
    }
    const place = column === undefined || isRewritten(file, line.line ?? 1) ? line : { ...line, column };
    return err(declarationThrew(kind, place, message.trim()));
  }
}
