// SPDX-License-Identifier: MIT
// Which folder of src/ may import which; the picture is in ARCHITECTURE.md.
import { posix } from '../../src/util/index.ts';

/** From left to right, src/index.ts, the face of the package, last; folders of one level do not import each other. */
export const LEVELS: readonly (readonly string[])[] = [
  ['util'],
  ['diagnostic'],
  ['elf', 'component'],
  ['liveness'],
  ['graph', 'needs', 'image', 'toolchain', 'machine'],
  ['report'],
  ['cli'],
  ['index.ts'],
];

/** Modules of node that only src/util imports, so that files, processes and paths are handled in one way. */
const UTIL_ONLY = [
  'node:fs',
  'node:fs/promises',
  'node:path',
  'node:child_process',
  'node:os',
  'node:url',
  'execa',
];

/** Module names in `import`, `export from` and `import()`. */
export function importsOf(text: string): string[] {
  const patterns = [
    /^\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'/gm,
    /^\s*import\s*'([^']+)'/gm,
    /\bimport\(\s*'([^']+)'/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
}

function levelOf(folder: string): number {
  return LEVELS.findIndex((level) => level.includes(folder));
}

/** What is wrong with one import in a file (path relative to the root); undefined when it is fine. */
export function importFault(file: string, name: string): string | undefined {
  const folder = file.split('/')[1] ?? '';
  if (!name.startsWith('.')) {
    const isTest = file.endsWith('.test.ts');
    return UTIL_ONLY.includes(name) && folder !== 'util' && !isTest
      ? `${file}: only src/util imports ${name}`
      : undefined;
  }
  if (!name.endsWith('.ts')) return `${file}: the import of ${name} does not end in .ts`;
  const target = posix.normalize(posix.join(posix.dirname(file), name));
  const [top, other = ''] = target.split('/');
  if (top !== 'src') return `${file}: code in src/ imports ${target}, which is outside of it`;
  if (other === folder) return undefined;
  const [from, to] = [levelOf(folder), levelOf(other)];
  if (from < 0 || to < 0) return `${file}: src/${from < 0 ? folder : other} has no place among the levels`;
  if (to > from) return `${file}: src/${folder} imports ${target}; imports go from right to left only`;
  return to === from
    ? `${file}: src/${folder} and src/${other} are on one level and may not import each other`
    : undefined;
}
