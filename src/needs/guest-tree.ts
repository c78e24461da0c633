// SPDX-License-Identifier: MIT
import { posix, type FsOutcome } from '../util/index.ts';
import { maxLinks, resolveInRoot } from './resolve-in-root.ts';

/** A file or symbolic link that the guest must have. `reason` tells who asked for it. */
export type GuestEntry =
  | { readonly kind: 'file'; readonly guest: string; readonly host: string; readonly reason: string }
  | { readonly kind: 'link'; readonly guest: string; readonly linkTarget: string; readonly reason: string };

/**
 * The part of the host's tree that the guest gets, with the symbolic links that paths go through: when a library is
 * found as /lib/x/liba.so.1, the guest gets /lib -> usr/lib, liba.so.1 -> liba.so.1.2 and the file itself, so that
 * every path of the host that leads there leads there in the guest as well.
 */
export class GuestTree {
  readonly #sysroot: string;
  readonly #entries = new Map<string, GuestEntry>();
  /** Files whose place in the guest is not their place on the host. */
  readonly #placed: GuestEntry[] = [];

  /** `sysroot` is the host directory that is the guest's `/`; empty for the host's own. */
  constructor(sysroot: string) {
    this.#sysroot = sysroot;
  }

  hostOf(guest: string): string {
    return this.#sysroot + guest;
  }

  /** Adds the file that the guest finds at `guest`. It must exist; a failure is the host's file system's. */
  addFile(guest: string, host: string, reason: string): FsOutcome<undefined> {
    if (host !== this.hostOf(guest)) {
      this.#placed.push({ kind: 'file', guest: posix.normalize(guest), host, reason });
      return { ok: true, value: undefined };
    }
    const real = this.#resolve(guest, reason);
    if (!real.ok) return real;
    const found = real.value;
    if (!this.#entries.has(found)) {
      this.#entries.set(found, { kind: 'file', guest: found, host: this.hostOf(found), reason });
    }
    return { ok: true, value: undefined };
  }

  /** Adds a link that the host does not have. */
  addLink(guest: string, linkTarget: string, reason: string): void {
    // The links on the way to its directory exist on the host; where they do not, the directory is made as named.
    this.#resolve(posix.dirname(guest), reason);
    this.#placed.push({ kind: 'link', guest: posix.normalize(guest), linkTarget, reason });
  }

  /** Everything, sorted by guest path; each path once. */
  entries(): GuestEntry[] {
    const all = new Map(this.#entries);
    for (const entry of this.#placed) {
      const parent = this.#throughLinks(posix.dirname(entry.guest));
      const guest = posix.join(parent, posix.basename(entry.guest));
      if (!all.has(guest)) all.set(guest, { ...entry, guest });
    }
    return [...all.values()].sort((a, b) => (a.guest < b.guest ? -1 : a.guest > b.guest ? 1 : 0));
  }

  /** As `resolveInRoot`, adding each link on the way. */
  #resolve(guest: string, reason: string): FsOutcome<string> {
    const resolved = resolveInRoot(this.#sysroot, guest);
    if (!resolved.ok) return resolved;
    for (const { path, target } of resolved.value.links) {
      if (this.#entries.has(path)) continue;
      this.#entries.set(path, { kind: 'link', guest: path, linkTarget: target, reason });
    }
    return { ok: true, value: resolved.value.path };
  }

  /** A directory of the guest with the links of this tree followed, so that nothing is put below a link. */
  #throughLinks(directory: string, depth = 0): string {
    let resolved = '/';
    for (const part of directory.split('/').filter((text) => text !== '')) {
      resolved = posix.join(resolved, part);
      const entry = this.#entries.get(resolved);
      if (entry?.kind !== 'link' || depth >= maxLinks) continue;
      resolved = this.#throughLinks(posix.resolve(posix.dirname(resolved), entry.linkTarget), depth + 1);
    }
    return resolved;
  }
}
