// SPDX-License-Identifier: MIT
// In which order kernel modules are to be loaded. A package that is unpacked and not installed lacks modules.dep, but
// each module names what it depends on in its section .modinfo.
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import { readElf } from '../../src/elf/index.ts';
import { basename, isDirectory, join, listDirectory, readBytes } from '../../src/util/index.ts';
import { fileFailed, noSuchModule } from '../support/messages.ts';

/** Modules below a folder: path by name, `-` in names written as `_`. */
export function findModules(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  const names = listDirectory(folder);
  for (const name of names.ok ? names.value : []) {
    const path = join(folder, name);
    if (isDirectory(path)) for (const [module, file] of findModules(path)) found.set(module, file);
    else if (name.endsWith('.ko')) found.set(moduleName(name), path);
  }
  return found;
}

function moduleName(file: string): string {
  return basename(file, '.ko').replaceAll('-', '_');
}

/** The values of a key in the `key=value` strings of .modinfo. */
export function modinfoValues(modinfo: Uint8Array, key: string): string[] {
  const strings = new TextDecoder().decode(modinfo).split('\0');
  return strings.filter((each) => each.startsWith(`${key}=`)).map((each) => each.slice(key.length + 1));
}

/** What a module names as its dependencies. */
function dependencies(path: string): Result<string[]> {
  const bytes = readBytes(path);
  if (!bytes.ok) return err(fileFailed(bytes));
  const file = readElf(bytes.value, path);
  if (!file.ok) return file;
  const sections = file.value.sections();
  if (!sections.ok) return sections;
  const section = sections.value.find(({ name }) => name === '.modinfo');
  const start = Number(section?.sh_offset ?? 0n);
  const modinfo = bytes.value.subarray(start, start + Number(section?.sh_size ?? 0n));
  const listed = modinfoValues(modinfo, 'depends').flatMap((value) => value.split(','));
  return ok(listed.filter((name) => name !== '').map((name) => name.replaceAll('-', '_')));
}

/** The paths of the wanted modules and of all that they depend on, each after what it needs. */
export function loadOrder(
  wanted: readonly string[],
  available: ReadonlyMap<string, string>,
): Result<string[]> {
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string): Result<void> => {
    if (seen.has(name)) return ok(undefined);
    seen.add(name);
    const path = available.get(name);
    if (path === undefined) return err(noSuchModule(name));
    const needed = dependencies(path);
    if (!needed.ok) return needed;
    for (const each of needed.value) {
      const visited = visit(each);
      if (!visited.ok) return visited;
    }
    order.push(path);
    return ok(undefined);
  };
  for (const name of wanted) {
    const visited = visit(name);
    if (!visited.ok) return visited;
  }
  return ok(order);
}
