// SPDX-License-Identifier: MIT
import { err, ok, type Diagnostic, type Place, type Result } from '../diagnostic/index.ts';
import { fileStatus, join, linkStatus, listDirectory, posix, readLink } from '../util/index.ts';
import {
  badLinkTarget,
  guestPathNotAbsolute,
  guestPathNotPlain,
  hostFileSpecial,
  hostFileUnreadable,
  isADirectory,
  linkLoop,
  nameTooLong,
  notADirectory,
} from './messages.ts';
import type { DirectoryNode, FileNode, ImageEntry, ImageNode, ImageTree, LinkNode } from './tree.ts';

const NAME_MOST_BYTES = 255;
const TARGET_MOST_BYTES = 4095;
const LINKS_MOST = 40;
const DIRECTORY_MODE = 0o755;
const FILE_MODE = 0o644;

interface MutableDirectory extends DirectoryNode {
  readonly children: Map<string, ImageNode>;
  mode: number;
}

/**
 * Merges wishes into the tree of an image. A later wish for the same file wins over an earlier one. A guest path may lead
 * through symbolic links of the image, whatever the order in which they are wished for.
 */
export function planImage(entries: readonly ImageEntry[]): Result<ImageTree> {
  const planner = new Planner();
  // Links come first, so that what is wished for below them finds its way.
  const lastLink = new Map<string, number>();
  entries.forEach((entry, index) => {
    if (entry.content.kind !== 'link') return;
    planner.add(entry);
    lastLink.set(posix.normalize(entry.guest), index);
  });
  entries.forEach((entry, index) => {
    if (entry.content.kind === 'link') return;
    // A file that was wished for before a link of the same name does not come back.
    const isFile = entry.content.kind !== 'directory';
    if (isFile && index < (lastLink.get(posix.normalize(entry.guest)) ?? -1)) return;
    planner.add(entry);
  });
  const [first, ...rest] = planner.diagnostics;
  return first === undefined ? ok(planner.root) : err(first, ...rest);
}

function newDirectory(mode: number): MutableDirectory {
  return { kind: 'directory', mode, children: new Map() };
}

class Planner {
  readonly root = newDirectory(DIRECTORY_MODE);
  readonly diagnostics: Diagnostic[] = [];

  add(entry: ImageEntry): void {
    const parts = this.split(entry.guest, entry.place);
    if (parts === undefined) return;
    const { content, place } = entry;
    switch (content.kind) {
      case 'link':
        this.addLink(entry.guest, parts, content.target, place);
        return;
      case 'directory': {
        const directory = this.walk(entry.guest, parts, place);
        if (directory !== undefined && content.mode !== undefined) directory.mode = content.mode & 0o7777;
        return;
      }
      case 'bytes': {
        const { bytes, mode = FILE_MODE } = content;
        const source = { kind: 'bytes', bytes } as const;
        this.put(
          entry.guest,
          parts,
          { kind: 'file', mode: mode & 0o7777, size: bytes.length, source },
          place,
        );
        return;
      }
      case 'host':
        this.addHost(entry.guest, parts, content.path, content.followLink ?? true, place);
        return;
      default:
        return content satisfies never;
    }
  }

  private addLink(guest: string, parts: string[], target: string, place: Place | undefined): void {
    const bytes = Buffer.byteLength(target);
    if (bytes === 0 || bytes > TARGET_MOST_BYTES || target.includes('\0')) {
      this.diagnostics.push(badLinkTarget(guest, bytes, TARGET_MOST_BYTES, place));
      return;
    }
    this.put(guest, parts, { kind: 'link', target }, place);
  }

  private addHost(
    guest: string,
    parts: string[],
    path: string,
    follow: boolean,
    place: Place | undefined,
  ): void {
    const status = follow ? fileStatus(path) : linkStatus(path);
    if (!status.ok) {
      this.diagnostics.push(hostFileUnreadable(guest, status, place));
      return;
    }
    const { kind, mode, size } = status.value;
    switch (kind) {
      case 'file':
        this.put(guest, parts, { kind: 'file', mode, size, source: { kind: 'host', path } }, place);
        return;
      case 'symlink': {
        const target = readLink(path);
        if (target.ok) this.addLink(guest, parts, target.value, place);
        else this.diagnostics.push(hostFileUnreadable(guest, target, place));
        return;
      }
      case 'directory': {
        const directory = this.walk(guest, parts, place);
        if (directory === undefined) return;
        directory.mode = mode;
        const names = listDirectory(path);
        if (!names.ok) {
          this.diagnostics.push(hostFileUnreadable(guest, names, place));
          return;
        }
        for (const name of names.value) {
          this.addHost(
            `${guest.replace(/\/$/, '')}/${name}`,
            [...parts, name],
            join(path, name),
            false,
            place,
          );
        }
        return;
      }
      case 'other':
        this.diagnostics.push(hostFileSpecial(guest, path, place));
        return;
      default:
        return kind satisfies never;
    }
  }

  private split(guest: string, place: Place | undefined): string[] | undefined {
    if (!guest.startsWith('/')) {
      this.diagnostics.push(guestPathNotAbsolute(guest, place));
      return undefined;
    }
    const parts = guest.split('/').filter((part) => part !== '');
    for (const part of parts) {
      const bytes = Buffer.byteLength(part);
      if (part === '.' || part === '..' || part.includes('\0')) {
        this.diagnostics.push(guestPathNotPlain(guest, part.includes('\0') ? '\\0' : part, place));
        return undefined;
      }
      if (bytes > NAME_MOST_BYTES) {
        this.diagnostics.push(nameTooLong(guest, bytes, NAME_MOST_BYTES, place));
        return undefined;
      }
    }
    return parts;
  }

  /** The directory at a path, made with all that lead to it; undefined after a complaint. */
  private walk(
    guest: string,
    parts: readonly string[],
    place: Place | undefined,
  ): MutableDirectory | undefined {
    let trail: MutableDirectory[] = [this.root];
    const todo = [...parts];
    for (let links = 0; todo.length > 0;) {
      const part = todo.shift() ?? '';
      const here = trail.at(-1) ?? this.root;
      if (part === '' || part === '.') continue;
      if (part === '..') {
        if (trail.length > 1) trail.pop();
        continue;
      }
      const child = here.children.get(part);
      if (child === undefined) {
        const made = newDirectory(DIRECTORY_MODE);
        here.children.set(part, made);
        trail.push(made);
      } else if (child.kind === 'directory') {
        trail.push(child as MutableDirectory);
      } else if (child.kind === 'link') {
        if (++links > LINKS_MOST) {
          this.diagnostics.push(linkLoop(guest, place));
          return undefined;
        }
        if (child.target.startsWith('/')) trail = [this.root];
        todo.unshift(...child.target.split('/'));
      } else {
        this.diagnostics.push(notADirectory(guest, part, place));
        return undefined;
      }
    }
    return trail.at(-1);
  }

  private put(
    guest: string,
    parts: readonly string[],
    node: FileNode | LinkNode,
    place: Place | undefined,
  ): void {
    const name = parts.at(-1);
    if (name === undefined) {
      this.diagnostics.push(isADirectory(guest, place));
      return;
    }
    const directory = this.walk(guest, parts.slice(0, -1), place);
    if (directory === undefined) return;
    if (directory.children.get(name)?.kind === 'directory') this.diagnostics.push(isADirectory(guest, place));
    else directory.children.set(name, node);
  }
}
