// SPDX-License-Identifier: MIT
import type { ComponentSet } from '../component/index.ts';
import { C_FLAGS, TARGET_FLAGS } from './flags.ts';
import { includeFolders, objectPath, OBJECT_FOLDER } from './objects.ts';

/** Escapes a path or value for a ninja file (ninja manual, "Lexical syntax"). */
export function ninjaEscape(text: string): string {
  return text.replace(/[$ :]/g, '$$$&');
}

/**
 * The ninja file that compiles all components. All paths are relative to the root, which must be the working
 * directory: nothing in a command line, and so nothing in an object, tells where the tree is.
 *
 * @param compilerId Identifies the installed compiler. It stands in each command line as an assignment without
 *   effect, because ninja compiles again when a command line has changed, and would not notice a new compiler.
 */
export function renderNinjaFile(set: ComponentSet, compilerId: string): string {
  const lines = [
    '# Generated. Compiles every component once, for all configurations.',
    'ninja_required_version = 1.8',
    `builddir = ${OBJECT_FOLDER}`,
    `target_flags = ${TARGET_FLAGS.join(' ')}`,
    `c_flags = ${C_FLAGS.join(' ')}`,
    'rule c',
    `  command = COMPILER=${compilerId} clang $target_flags $c_flags $includes -MMD -MF $out.d -c $in -o $out`,
    '  description = $in',
    '  depfile = $out.d',
    '  deps = gcc',
    'rule assembly',
    `  command = COMPILER=${compilerId} clang $target_flags $includes -MMD -MF $out.d -c $in -o $out`,
    '  description = $in',
    '  depfile = $out.d',
    '  deps = gcc',
  ];
  for (const component of set.components.values()) {
    const includes = includeFolders(set, component).map((folder) => `-I${ninjaEscape(folder)}`);
    for (const source of component.sources) {
      const rule = source.endsWith('.S') ? 'assembly' : 'c';
      lines.push(`build ${ninjaEscape(objectPath(component, source))}: ${rule} ${ninjaEscape(source)}`);
      lines.push(`  includes = ${includes.join(' ')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
