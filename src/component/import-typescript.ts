// SPDX-License-Identifier: MIT
// TypeScript of the user's, which nobody has compiled: configurations and profiles outside of Thimble's own tree. jiti
// loads it, because Node 20 cannot, and a published package has no compiler to do so; it needs nothing else installed.
import { err, ok, type Place, type Result } from '../diagnostic/index.ts';
import { isFile, join } from '../util/index.ts';
import { declarationThrew, unreadable, type DeclarationKind } from './messages.ts';

/** Where it went wrong: both what cannot be parsed and what threw has `file:line:column` in its stack. */
function placeOf(file: string, cause: unknown): Place {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const at = stack.indexOf(`${file}:`);
  const match = at < 0 ? null : /^(\d+):(\d+)/.exec(stack.slice(at + file.length + 1));
  return match === null ? { file } : { file, line: Number(match[1]), column: Number(match[2]) };
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
    return err(declarationThrew(kind, placeOf(file, cause), message.trim()));
  }
}
