// SPDX-License-Identifier: MIT
// From the tree of an image back to a manifest.
import type { ImageNode, ImageTree } from './tree.ts';
import { sortedChildren } from './tree.ts';

function visit(node: ImageNode, path: string, line: (guest: string, node: ImageNode) => void): void {
  line(path, node);
  if (node.kind !== 'directory') return;
  for (const [name, child] of sortedChildren(node)) visit(child, `${path}/${name}`, line);
}

/**
 * A `usr.manifest` of the files and links of a tree, by guest path. Directories come with what is in them; empty ones, and files
 * that are no file of the host, are not for a manifest to tell.
 */
export function manifestOf(tree: ImageTree): string {
  const escape = (path: string): string => path.replaceAll('%', '%%');
  const lines = ['[manifest]'];
  visit(tree, '', (guest, node) => {
    if (node.kind === 'link') lines.push(`${escape(guest)}: ->${escape(node.target)}`);
    else if (node.kind === 'file' && node.source.kind === 'host')
      lines.push(`${escape(guest)}: ${escape(node.source.path)}`);
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** The files of the host in a tree, by guest path; each once. */
export function hostFilesOf(tree: ImageTree): string[] {
  const files = new Set<string>();
  visit(tree, '', (_, node) => {
    if (node.kind === 'file' && node.source.kind === 'host') files.add(node.source.path);
  });
  return [...files];
}
