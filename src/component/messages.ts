// SPDX-License-Identifier: MIT
// What can be wrong with the declarations of components, profiles and apps, as messages.
import { errorDiagnostic, type Diagnostic, type Place } from '../diagnostic/index.ts';
import { nearestName } from '../util/index.ts';

export type DeclarationKind = 'component' | 'profile' | 'app' | 'configuration';

/** `did you mean "x"?`, or undefined when nothing is near. */
export function didYouMean(word: string, names: Iterable<string>): string | undefined {
  const name = nearestName(word, names);
  return name === undefined ? undefined : `did you mean "${name}"?`;
}

function helped(help: string | undefined): { readonly help?: string } {
  return help === undefined ? {} : { help };
}

export function notCompiled(what: DeclarationKind, place: Place): Diagnostic {
  return errorDiagnostic('component/not-compiled', `the declaration of this ${what} has not been compiled`, {
    place,
    help: 'run it through ./thimble, or compile the TypeScript first: npx tsc -p .',
  });
}

export function declarationThrew(what: DeclarationKind, place: Place, cause: string): Diagnostic {
  return errorDiagnostic('component/declaration-threw', `the declaration of this ${what} threw: ${cause}`, {
    place,
    help: 'a declaration is a plain value; it should not run code that can fail',
  });
}

export function declarationUnreadable(what: DeclarationKind, place: Place, cause: string): Diagnostic {
  return errorDiagnostic('component/not-typescript', `this ${what} is no TypeScript: ${cause}`, { place });
}

const DEFINE = {
  component: 'defineComponent',
  profile: 'defineProfile',
  app: 'defineApp',
  configuration: 'defineImage',
} as const;

export function noDefaultExport(what: DeclarationKind, place: Place): Diagnostic {
  return errorDiagnostic('component/no-default-export', `the file exports no declaration of a ${what}`, {
    place,
    help: `write: export default ${DEFINE[what]}({ ... })`,
  });
}

export function unknownKey(
  what: DeclarationKind,
  key: string,
  known: readonly string[],
  place: Place,
): Diagnostic {
  return errorDiagnostic('component/unknown-key', `a ${what} has no key "${key}"`, {
    place,
    help: didYouMean(key, known) ?? `the keys are ${known.join(', ')}`,
  });
}

export function missingKey(what: DeclarationKind, key: string, place: Place): Diagnostic {
  return errorDiagnostic('component/missing-key', `the declaration of this ${what} lacks "${key}"`, {
    place,
  });
}

export function wrongValue(
  what: DeclarationKind,
  key: string,
  found: string,
  expected: string,
  place: Place,
): Diagnostic {
  return errorDiagnostic(
    'component/wrong-value',
    `"${key}" of this ${what} is ${found}; expected ${expected}`,
    { place },
  );
}

export function unknownKind(found: string, kinds: readonly string[], place: Place): Diagnostic {
  return errorDiagnostic('component/unknown-kind', `there is no kind of component "${found}"`, {
    place,
    help: `the kinds are ${kinds.join(', ')}`,
  });
}

export function unknownRequirement(
  name: string,
  requirement: string,
  names: Iterable<string>,
  place: Place,
): Diagnostic {
  return errorDiagnostic(
    'component/unknown-requirement',
    `component "${name}" requires "${requirement}", which is not a component`,
    { place, ...helped(didYouMean(requirement, names)) },
  );
}

/** `fillers` are the components that do fill the role. */
export function notInRole(
  name: string,
  chosen: string,
  role: string,
  fillers: readonly string[],
  place: Place,
): Diagnostic {
  const help = didYouMean(chosen, fillers) ?? `write: fills: '${role}' in its declaration`;
  return errorDiagnostic(
    'component/not-in-role',
    `component "${name}" wants "${chosen}" as its ${role}, but no such component fills that role`,
    { place, help },
  );
}

export function duplicateName(name: string, first: string, second: Place): Diagnostic {
  return errorDiagnostic(
    'component/duplicate-name',
    `two folders are the component "${name}": this one and ${first}`,
    {
      place: second,
      help: 'names leave out drivers/ and fs/; rename one of the folders',
    },
  );
}

export function coreRequiresOptional(
  name: string,
  requirement: string,
  kind: string,
  place: Place,
): Diagnostic {
  return errorDiagnostic(
    'component/core-requires-optional',
    `"${name}" is core and requires "${requirement}", a ${kind}; that would put it into every kernel`,
    { place, help: `declare "${requirement}" core too, or let "${name}" reach it through a linker set` },
  );
}

export function noComponents(root: string): Diagnostic {
  return errorDiagnostic('component/none-found', 'no folder below kernel/ declares a component', {
    place: { file: root },
    help: 'the folder of the sources must hold kernel/<component>/component.ts',
  });
}

export function orphanSource(file: string): Diagnostic {
  return errorDiagnostic('component/orphan-source', 'this source file belongs to no component', {
    place: { file },
    help: 'put a component.ts into its folder, or move it into the folder of a component',
  });
}

export function unreadable(path: string, code: string): Diagnostic {
  return errorDiagnostic('component/unreadable', `cannot be read (${code})`, { place: { file: path } });
}

export function unknownName(what: DeclarationKind, name: string, names: readonly string[]): Diagnostic {
  return errorDiagnostic(`component/unknown-${what}`, `there is no ${what} "${name}"`, {
    help:
      didYouMean(name, names) ??
      (names.length === 0 ? `there are none at all` : `there are ${names.join(', ')}`),
  });
}

export function badListedName(name: string, place: Place): Diagnostic {
  return errorDiagnostic('component/bad-listed-name', `"${name}" is not the name of a symbol`, {
    place,
    help: 'a list has one name a line: letters, digits and _, no version, no comment, no blanks',
  });
}

export function symbolListEmptyLine(place: Place): Diagnostic {
  return errorDiagnostic('component/bad-listed-name', 'an empty line in a list of symbols', {
    place,
    help: 'remove it: a list has one name a line and nothing else',
  });
}

/** `before` is on the line before and should come after, or is the same. */
export function unsortedList(name: string, before: string, place: Place): Diagnostic {
  return name === before
    ? errorDiagnostic('component/duplicate-listed-name', `"${name}" is listed twice`, {
        place,
        help: 'remove one of the two lines',
      })
    : errorDiagnostic('component/unsorted-list', `"${name}" is listed after "${before}"`, {
        place,
        help: 'sort the list by bytes: LC_ALL=C sort -u -o FILE FILE',
      });
}
