// SPDX-License-Identifier: MIT
import type { Place } from '../diagnostic/index.ts';

/** Where the contents of a file come from; a host file is read when the image is written. */
export type FileSource =
  { readonly kind: 'host'; readonly path: string } | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export interface FileNode {
  readonly kind: 'file';
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  readonly source: FileSource;
}

export interface LinkNode {
  readonly kind: 'link';
  readonly target: string;
}

export interface DirectoryNode {
  readonly kind: 'directory';
  readonly mode: number;
  readonly children: ReadonlyMap<string, ImageNode>;
}

export type ImageNode = FileNode | LinkNode | DirectoryNode;

/** What is in an image, from `/` on. */
export type ImageTree = DirectoryNode;

/** One wish for an image: what should be at a guest path. A host folder brings all that is below it. */
export interface ImageEntry {
  /** Absolute path in the guest. */
  readonly guest: string;
  readonly content:
    | { readonly kind: 'host'; readonly path: string; readonly followLink?: boolean }
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mode?: number }
    | { readonly kind: 'link'; readonly target: string }
    | { readonly kind: 'directory'; readonly mode?: number };
  /** Who wishes it, for messages: a line of a manifest, for example. */
  readonly place?: Place;
}

/** Orders names by their UTF-8 bytes, which is the order that images have whatever the locale. */
export function compareNames(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The children of a directory in the order of compareNames. */
export function sortedChildren(directory: DirectoryNode): [string, ImageNode][] {
  return [...directory.children].sort(([a], [b]) => compareNames(a, b));
}
