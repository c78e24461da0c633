// SPDX-License-Identifier: MIT
import { err, type Result } from '../diagnostic/index.ts';
import { isFile, join, pathToFileURL, readText } from '../util/index.ts';
import {
  declarationThrew,
  noDefaultExport,
  notCompiled,
  unreadable,
  type DeclarationKind,
} from './messages.ts';
import { importTypeScript } from './import-typescript.ts';
import { checkDeclaration, type Declarations } from './schema.ts';

export interface ReadDeclaration<T> {
  readonly declaration: T;
  /** The TypeScript source, to find lines in. */
  readonly text: string;
}

/**
 * Loads the default export of `<root>/<file>` (a `.ts` path relative to `root`, which must be compiled to
 * `<root>/build/js`) and checks it. Node cannot import TypeScript, so what runs is the compiled twin; complaints
 * point at the source.
 */
export async function readDeclaration<K extends DeclarationKind>(
  kind: K,
  root: string,
  file: string,
): Promise<Result<ReadDeclaration<Declarations[K]>>> {
  const place = { file: join(root, file) };
  const text = readText(place.file);
  if (!text.ok) return err(unreadable(place.file, text.code));
  const compiled = join(root, 'build/js', file.replace(/\.ts$/, '.js'));
  if (!isFile(compiled)) return err(notCompiled(kind, place));
  let exported: unknown;
  try {
    const loaded = (await import(pathToFileURL(compiled).href)) as { readonly default?: unknown };
    exported = loaded.default;
  } catch (cause) {
    return err(declarationThrew(kind, place, cause instanceof Error ? cause.message : String(cause)));
  }
  if (exported === undefined) return err(noDefaultExport(kind, place));
  const checked = checkDeclaration(kind, exported, place.file, text.value);
  return checked.ok ? { ok: true, value: { declaration: checked.value, text: text.value } } : checked;
}

/** Loads and checks the default export of a file outside of Thimble's tree, which nobody has compiled. `file` is absolute. */
export async function readUserDeclaration<K extends DeclarationKind>(
  kind: K,
  root: string,
  file: string,
): Promise<Result<ReadDeclaration<Declarations[K]>>> {
  const text = readText(file);
  if (!text.ok) return err(unreadable(file, text.code));
  const exported = await importTypeScript(kind, root, file);
  if (!exported.ok) return exported;
  if (exported.value === undefined) return err(noDefaultExport(kind, { file }));
  const checked = checkDeclaration(kind, exported.value, file, text.value);
  return checked.ok ? { ok: true, value: { declaration: checked.value, text: text.value } } : checked;
}
