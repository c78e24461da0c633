// SPDX-License-Identifier: MIT
// Profiles and apps: declarations that are chosen by name.
import { err, ok, type Place, type Result } from '../diagnostic/index.ts';
import { basename, isFile, join, listDirectory } from '../util/index.ts';
import type { ProfileDeclaration } from './declaration.ts';
import type { AppDeclaration } from './image-declaration.ts';
import { unknownName } from './messages.ts';
import { hasOsvSwitch } from './osv-drivers.ts';
import { readOsvProfile } from './osv-profile.ts';
import { readDeclaration, readUserDeclaration } from './read-declaration.ts';
import { placeOfWord } from './schema.ts';

/** A profile: of `profiles/x64/`, of a file, or derived from a machine. */
export interface Profile extends ProfileDeclaration {
  readonly name: string;
  /** Not of `profiles/x64/`, so that its name alone does not tell what is in it. */
  readonly foreign?: true;
  readonly place: Place;
  /** Where the profile names a component. */
  placeOf(component: string): Place;
}

/** An app of `apps/`. */
export interface App extends AppDeclaration {
  readonly name: string;
  /** Absolute when the root is; what relative paths of the declaration are relative to. */
  readonly folder: string;
  readonly place: Place;
  /** Where the declaration has a word. */
  placeOf(word: string): Place;
}

const PROFILE_FOLDER = 'profiles/x64';

/** Names of the profiles, sorted. */
export function profileNames(root: string): string[] {
  const names = listDirectory(join(root, PROFILE_FOLDER));
  return names.ok ? names.value.filter((name) => name.endsWith('.ts')).map((name) => name.slice(0, -3)) : [];
}

/** Names of the apps, sorted. */
export function appNames(root: string): string[] {
  const names = listDirectory(join(root, 'apps'));
  return names.ok ? names.value.filter((name) => isFile(join(root, 'apps', name, 'app.ts'))) : [];
}

export async function loadProfile(root: string, name: string): Promise<Result<Profile>> {
  const known = profileNames(root);
  if (!known.includes(name)) return err(unknownName('profile', name, known));
  const file = `${PROFILE_FOLDER}/${name}.ts`;
  const read = await readDeclaration('profile', root, file);
  if (!read.ok) return read;
  const { declaration, text } = read.value;
  const path = join(root, file);
  return ok({
    ...declaration,
    name,
    place: { file: path },
    placeOf: (component) => placeOfWord(path, text, component),
  });
}

/** Whether a word names a file of a profile, not one of the profiles that there are. */
export function isProfileFile(word: string): boolean {
  return word.includes('/') || /\.(mk|[cm]?[jt]s)$/.test(word);
}

/**
 * Loads a profile from a file: TypeScript as in `profiles/x64`, or one of OSv's `*.mk`. These switch drivers only; what OSv has no
 * switch for comes from the profile "base".
 *
 * @param path Absolute.
 * @param known The names of all components.
 */
export async function loadProfileFile(
  root: string,
  path: string,
  known: ReadonlySet<string>,
): Promise<Result<Profile>> {
  const name = basename(path).replace(/\.[^.]+$/, '');
  if (!path.endsWith('.mk')) {
    const read = await readUserDeclaration('profile', root, path);
    if (!read.ok) return read;
    const { declaration, text } = read.value;
    const placeOf = (component: string): Place => placeOfWord(path, text, component);
    return ok({ ...declaration, name, foreign: true, place: { file: path }, placeOf });
  }
  const [osv, base] = [readOsvProfile(path, known), await loadProfile(root, 'base')];
  if (!osv.ok) return osv;
  if (!base.ok) return base;
  const always = base.value.components === 'all' ? [] : base.value.components;
  return ok({
    summary: `OSv's profile ${name}`,
    name,
    foreign: true,
    place: { file: path },
    components: [...always.filter((each) => !hasOsvSwitch(each)), ...osv.value.components.keys()],
    placeOf: (component) => osv.value.components.get(component) ?? { file: path },
  });
}

export async function loadApp(root: string, name: string): Promise<Result<App>> {
  const known = appNames(root);
  if (!known.includes(name)) return err(unknownName('app', name, known));
  const file = `apps/${name}/app.ts`;
  const read = await readDeclaration('app', root, file);
  if (!read.ok) return read;
  const { declaration, text } = read.value;
  const [folder, path] = [join(root, 'apps', name), join(root, file)];
  return ok({
    ...declaration,
    name,
    folder,
    place: { file: path },
    placeOf: (word) => placeOfWord(path, text, word),
  });
}
