// SPDX-License-Identifier: MIT
import type { BuildMode, Component, ComponentSet } from '../component/index.ts';
import {
  C_FLAGS,
  DEBUG_C_FLAGS,
  PROGRAM_C_FLAGS,
  PROGRAM_TARGET_FLAGS,
  TARGET_FLAGS,
  WARNING_FLAGS,
} from './flags.ts';
import {
  BUILD_MODES,
  includeFolders,
  isOfMode,
  objectPath,
  objectPaths,
  OBJECT_FOLDER,
  upstreamIncludes,
} from './objects.ts';

/** Escapes a path or value for a ninja file (ninja manual, "Lexical syntax"). */
export function ninjaEscape(text: string): string {
  return text.replace(/[$ :]/g, '$$$&');
}

interface Rule {
  readonly name: string;
  readonly flags: readonly string[];
}

/** By side, kind of source, and mode where that makes a difference; assembly in a `.s` file is not preprocessed. */
const RULES = {
  'kernel-c': [...TARGET_FLAGS, ...C_FLAGS],
  'kernel-c-debug': [...TARGET_FLAGS, ...C_FLAGS, ...DEBUG_C_FLAGS],
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

function ruleOf({ side }: Component, source: string, mode: BuildMode): keyof typeof RULES {
  if (/\.[sS]$/.test(source)) return `${side}-assembly`;
  return side === 'kernel' && mode === 'debug' ? 'kernel-c-debug' : `${side}-c`;
}

/** The modes for which a source is compiled, each with an object of its own. */
function modesOf({ side }: Component, source: string): readonly BuildMode[] {
  return side === 'kernel' ? BUILD_MODES.filter((mode) => isOfMode(source, mode)) : ['release'];
}

/** One file to compile: ours, or (`upstream`) a third party's, whose style is not ours to complain of. */
function renderBuild(
  component: Component,
  source: string,
  flags: readonly string[],
  headers: string,
): string[] {
  return modesOf(component, source).flatMap((mode) => [
    `build ${ninjaEscape(objectPath(component, source, mode))}: ${ruleOf(component, source, mode)} ${ninjaEscape(source)}`,
    `  flags = ${flags.join(' ')}`,
    ...(headers === '' ? [] : [`  headers = $ HEADERS=${headers}`]),
  ]);
}

/** What ninja is asked for: the objects of a mode, by its name. */
function renderTarget({ components }: ComponentSet, mode: BuildMode): string {
  const objects = [...components.values()].flatMap((component) => objectPaths(component, mode));
  return `build ${mode}: phony ${objects.map(ninjaEscape).join(' ')}`;
}

/**
 * The ninja file that compiles all components, for each mode. All paths are relative to the root, which must be the working
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
    '# Generated. Compiles every component once in each mode, for all configurations.',
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
  lines.push(...BUILD_MODES.map((mode) => renderTarget(set, mode)));
  return `${lines.join('\n')}\n`;
}
