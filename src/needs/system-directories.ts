// SPDX-License-Identifier: MIT
import { posix, readBytes, readText } from '../util/index.ts';
import { readLdSoConf } from './ld-so-conf.ts';

/** Where the dynamic linker of a program searches when neither the program nor the environment says where. */
export interface SystemDirectories {
  /** In the order of the search, guest paths. */
  readonly search: readonly string[];
  /** Those that the guest's dynamic linker searches without a configuration file. Never empty. */
  readonly builtIn: readonly string[];
  /** Configuration that the guest's dynamic linker reads itself, so that the image must have it. */
  readonly configuration: readonly string[];
  /** Names of needed libraries that the dynamic linker itself is. */
  isLinkerItself(library: string): boolean;
  /** What ld.so puts in the place of `$LIB`. */
  readonly lib: string;
}

/** `interpreter` is a guest path, `host` the file that it is. */
export function systemDirectories(interpreter: string, host: string, sysroot: string): SystemDirectories {
  const musl = /^(.*)\/lib\/ld-musl-([^/]+)\.so\.1$/.exec(interpreter);
  if (musl !== null) return muslDirectories(musl[1] ?? '', musl[2] ?? '', sysroot);
  const builtIn = builtInDirectories(host) ?? ['/lib64', '/usr/lib64', '/lib', '/usr/lib'];
  // glibc takes $LIB from the same setting as its directories: "lib/x86_64-linux-gnu" on Debian, "lib64" elsewhere.
  const lib = (builtIn[0] ?? '/lib64').replace(/^\/(usr\/)?/, '');
  // The cache that ldconfig makes of ld.so.conf comes before the built-in directories.
  const search = [...new Set([...readLdSoConf(sysroot), ...builtIn])];
  return { search, builtIn, configuration: [], isLinkerItself: () => false, lib };
}

/**
 * Every distribution builds its own directories into glibc's ld.so (elf/dl-load.c, `system_dirs`). There they are one
 * run of NUL-terminated paths that begin and end with a slash, found by nothing but that shape.
 */
function builtInDirectories(host: string): string[] | undefined {
  const bytes = readBytes(host);
  if (!bytes.ok) return undefined;
  const text = new TextDecoder('latin1').decode(bytes.value);
  const run = /(?:\/(?:[!-~]+\/)?lib[!-.0-~]*\/(?:[!-~]+\/)?\0)+/.exec(text)?.[0];
  return run
    ?.split('\0')
    .filter((path) => path !== '')
    .map((path) => path.slice(0, -1));
}

/** ldso/dynlink.c of musl: a path file, or three directories; and libc's own names are never searched for. */
function muslDirectories(prefix: string, arch: string, sysroot: string): SystemDirectories {
  const file = `${prefix}/etc/ld-musl-${arch}.path`;
  const text = readText(sysroot + file);
  const builtIn = ['/lib', '/usr/local/lib', '/usr/lib'];
  const listed = text.ok ? text.value.split(/[\n:]/).filter((path) => path.startsWith('/')) : builtIn;
  return {
    search: listed.map((path) => posix.normalize(path).replace(/(?<=.)\/$/, '')),
    builtIn: listed.length > 0 ? listed : builtIn,
    configuration: text.ok ? [file] : [],
    isLinkerItself: (library) => /^lib(c|pthread|rt|m|dl|util|xnet)\./.test(library),
    lib: 'lib',
  };
}
