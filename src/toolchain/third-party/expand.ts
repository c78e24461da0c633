// SPDX-License-Identifier: MIT
// Which files of an unpacked archive are compiled.
import type { Component, UpstreamDeclaration } from '../../component/index.ts';
import { isDirectory, isFile, join, listDirectory } from '../../util/index.ts';

/** Where third parties' sources are unpacked, relative to the root. */
export const THIRD_PARTY_FOLDER = 'build/third-party';

/** The folder of an unpacked archive, relative to the root. */
export function upstreamFolder(upstream: UpstreamDeclaration): string {
  return `${THIRD_PARTY_FOLDER}/${upstream.name}-${upstream.version}`;
}

function toRegExp(pattern: string): RegExp {
  const escaped = pattern.replace(/[\\^$.+?()[\]{}|]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}$`);
}

/** Files below `folder` that a pattern names, by paths relative to it, sorted. */
export function matchPattern(folder: string, pattern: string): string[] {
  const walk = (at: string, parts: readonly string[]): string[] => {
    const [part, ...rest] = parts;
    if (part === undefined) return [];
    if (!part.includes('*')) {
      const path = at === '' ? part : `${at}/${part}`;
      if (rest.length > 0) return walk(path, rest);
      return isFile(join(folder, path)) ? [path] : [];
    }
    const names = listDirectory(join(folder, at));
    const matching = names.ok ? names.value.filter((name) => toRegExp(part).test(name)) : [];
    const paths = matching.map((name) => (at === '' ? name : `${at}/${name}`));
    return rest.length > 0
      ? paths.filter((path) => isDirectory(join(folder, path))).flatMap((path) => walk(path, rest))
      : paths.filter((path) => isFile(join(folder, path)));
  };
  return walk('', pattern.split('/'));
}

/** What a source is a variant of: its path without the variant's folder and without its ending. */
function stem(path: string, variant: string | undefined): string {
  const plain = variant === undefined ? path : path.replace(`/${variant}/`, '/');
  return plain.replace(/\.[cSs]$/, '');
}

/**
 * The sources of an upstream that are compiled for a component, relative to `folder` (the unpacked archive), sorted. Patterns that name
 * nothing are in `unmatched`: the declaration then does not fit the archive.
 */
export function selectSources(
  component: Pick<Component, 'folder' | 'sources'>,
  upstream: UpstreamDeclaration,
  folder: string,
): { readonly sources: string[]; readonly unmatched: string[] } {
  const unmatched: string[] = [];
  const matched = (pattern: string): string[] => {
    const paths = matchPattern(folder, pattern);
    if (paths.length === 0) unmatched.push(pattern);
    return paths;
  };
  const all = new Set(upstream.sources.flatMap(matched));
  for (const path of (upstream.without ?? []).flatMap(matched)) all.delete(path);
  const { variant } = upstream;
  const own = new Set(
    component.sources.map((path) => stem(path.slice(component.folder.length + 1), undefined)),
  );
  const varied = new Set(
    [...all]
      .filter((path) => variant !== undefined && path.includes(`/${variant}/`))
      .map((path) => stem(path, variant)),
  );
  const sources = [...all].filter((path) => {
    const name = stem(path, variant);
    if (own.has(name)) return false;
    return (variant !== undefined && path.includes(`/${variant}/`)) || !varied.has(name);
  });
  return { sources: sources.sort(), unmatched };
}
