// SPDX-License-Identifier: MIT
import type { Component, ComponentSet } from '../component/index.ts';
import { C_FLAGS, PROGRAM_C_FLAGS, PROGRAM_TARGET_FLAGS, TARGET_FLAGS, WARNING_FLAGS } from './flags.ts';
import { includeFolders, objectPath, OBJECT_FOLDER, upstreamIncludes } from './objects.ts';

/** Escapes a path or value for a ninja file (ninja manual, "Lexical syntax"). */
export function ninjaEscape(text: string): string {
  return text.replace(/[$ :]/g, '$$$&');
}

interface Rule {
  readonly name: string;
  readonly flags: readonly string[];
}

/** By side and kind of source; assembly in a `.s` file is not preprocessed. */
const RULES = {
  'kernel-c': [...TARGET_FLAGS, ...C_FLAGS],
  'kernel-assembly': TARGET_FLAGS,
  'program-c': [...PROGRAM_TARGET_FLAGS, ...PROGRAM_C_FLAGS],
  'program-assembly': PROGRAM_TARGET_FLAGS,
} as const satisfies Readonly<Record<string, readonly string[]>>;

function renderRule({ name, flags }: Rule, compilerId: string): string[] {
  return [
    `rule ${name}`,
    `  command = COMPILER=${compilerId}$headers clang ${flags.join(' ')} $flags -MD -MF $out.d -c $in -o $out`,
    '  description = $in',
    '  depfile = $out.d',
    '  deps = gcc',
  ];
}

function ruleOf(component: Component, source: string): keyof typeof RULES {
  return `${component.side}-${/\.[sS]$/.test(source) ? 'assembly' : 'c'}`;
}

/** One file to compile: ours, or (`upstream`) a third party's, whose style is not ours to complain of. */
function renderBuild(
  component: Component,
  source: string,
  flags: readonly string[],
  headers: string,
): string[] {
  return [
    `build ${ninjaEscape(objectPath(component, source))}: ${ruleOf(component, source)} ${ninjaEscape(source)}`,
    `  flags = ${flags.join(' ')}`,
    ...(headers === '' ? [] : [`  headers = $ HEADERS=${headers}`]),
  ];
}

/**
 * The ninja file that compiles all components. All paths are relative to the root, which must be the working
 * directory: nothing in a command line, and so nothing in an object, tells where the tree is.
 *
 * @param compilerId Identifies the installed compiler. It stands in each command line as an assignment without
 *   effect, because ninja compiles again when a command line has changed, and would not notice a new compiler.
 * @param shadowing Gives a word for the headers that stand in the place of others of their names, in these folders; empty for none.
 *   It is in command lines as well: ninja knows which headers were read, not which would be read now.
 */
export function renderNinjaFile(
  set: ComponentSet,
  compilerId: string,
  shadowing: (folders: readonly string[]) => string = () => '',
): string {
  const lines = [
    '# Generated. Compiles every component once, for all configurations.',
    'ninja_required_version = 1.8',
    `builddir = ${OBJECT_FOLDER}`,
    ...Object.entries(RULES).flatMap(([name, flags]) => renderRule({ name, flags }, compilerId)),
  ];
  for (const component of set.components.values()) {
    const [ownFolders, foreignFolders] = [includeFolders(set, component), upstreamIncludes(set, component)];
    const includes = [
      ...ownFolders.map((folder) => `-I${ninjaEscape(folder)}`),
      ...foreignFolders.map((folder) => `-isystem ${ninjaEscape(folder)}`),
    ];
    const headers = shadowing([...ownFolders, ...foreignFolders]);
    for (const source of component.sources) {
      lines.push(...renderBuild(component, source, [...WARNING_FLAGS, ...includes], headers));
    }
    for (const source of component.upstreamSources) {
      lines.push(
        ...renderBuild(component, source, ['-w', ...includes, ...(component.upstream?.flags ?? [])], headers),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
