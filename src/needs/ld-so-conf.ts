// SPDX-License-Identifier: MIT
import { listDirectory, posix, readText } from '../util/index.ts';

/**
 * The directories of /etc/ld.so.conf in order (ldconfig(8)), below a host directory `sysroot` that is the guest's
 * root. ldconfig ignores what it cannot read, and so does this: a missing file gives no directories.
 */
export function readLdSoConf(sysroot: string): string[] {
  const directories: string[] = [];
  readInto(sysroot, '/etc/ld.so.conf', directories, new Set());
  return [...new Set(directories)];
}

/** `seen` has the files read so far: files that include each other must not go in circles. */
function readInto(sysroot: string, path: string, into: string[], seen: Set<string>): void {
  if (seen.has(path)) return;
  seen.add(path);
  const text = readText(sysroot + path);
  if (!text.ok) return;
  for (const line of text.value.split('\n')) {
    const words = line.replace(/#.*/, '').trim();
    const include = /^include\s+(.*)$/.exec(words)?.[1];
    if (include !== undefined) {
      for (const pattern of include.split(/\s+/)) {
        const absolute = posix.resolve(posix.dirname(path), pattern);
        for (const file of expandGlob(sysroot, absolute)) readInto(sysroot, file, into, seen);
      }
    } else if (!/^hwcap\s/.test(words)) {
      // Several directories may stand on a line; `DIR=TYPE` is a form of the days of libc5.
      for (const word of words.split(/[\s:,]+/)) {
        const directory = word.replace(/=.*/, '').replace(/(?<=.)\/+$/, '');
        if (directory.startsWith('/')) into.push(directory);
      }
    }
  }
}

/** Files that match a pattern with `*` and `?` in its components (glob(7) without brackets), sorted. */
function expandGlob(sysroot: string, pattern: string): string[] {
  let paths = [''];
  for (const part of pattern.split('/').slice(1)) {
    if (!/[*?]/.test(part)) {
      paths = paths.map((path) => `${path}/${part}`);
      continue;
    }
    const source = part
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    const matcher = new RegExp(`^${source}$`);
    paths = paths.flatMap((path) => {
      const names = listDirectory(`${sysroot}${path === '' ? '/' : path}`);
      if (!names.ok) return [];
      // As the shell does, a leading dot must be named.
      return names.value
        .filter((name) => matcher.test(name) && (!name.startsWith('.') || part.startsWith('.')))
        .map((name) => `${path}/${name}`);
    });
  }
  return paths;
}
