// SPDX-License-Identifier: MIT
// Profiles and apps: declarations that are chosen by name.
import { err, ok, type Place, type Result } from '../diagnostic/index.ts';
import { isFile, join, listDirectory } from '../util/index.ts';
import type { AppDeclaration, ProfileDeclaration } from './declaration.ts';
import { unknownName } from './messages.ts';
import { readDeclaration } from './read-declaration.ts';
import { placeOfWord } from './schema.ts';

/** A profile of `profiles/x64/`. */
export interface Profile extends ProfileDeclaration {
  readonly name: string;
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

export async function loadApp(root: string, name: string): Promise<Result<App>> {
  const known = appNames(root);
  if (!known.includes(name)) return err(unknownName('app', name, known));
  const file = `apps/${name}/app.ts`;
  const read = await readDeclaration('app', root, file);
  if (!read.ok) return read;
  const folder = join(root, 'apps', name);
  return ok({ ...read.value.declaration, name, folder, place: { file: join(root, file) } });
}
