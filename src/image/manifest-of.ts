// SPDX-License-Identifier: MIT
// From the tree of an image back to a manifest.
import { all, err, ok, type Result } from '../diagnostic/index.ts';
import { manifestCannotTell } from './messages.ts';
import type { ImageNode, ImageTree } from './tree.ts';
import { sortedChildren } from './tree.ts';

function visit(node: ImageNode, path: string, line: (guest: string, node: ImageNode) => void): void {
  line(path, node);
  if (node.kind !== 'directory') return;
  for (const [name, child] of sortedChildren(node)) visit(child, `${path}/${name}`, line);
}

/** What a line cannot tell of a path: where it ends, or that a name in it is no pattern. */
const BLANK_AT_END = /^\s|\s$/;
const END_OF_LINE = /[\r\n]/;
const END_OF_GUEST = /:(\s|$)/;
const PATTERN = /\/(\*\*|\*|&)(\/|$)/;
const VARIABLE = /\$\{\w+\}/;

/** A line for a manifest, unless a reader would take it for something else. */
function lineOf(guest: string, target: string, isLink: boolean): Result<string> {
  const faults = [BLANK_AT_END, END_OF_LINE, VARIABLE];
  const ofGuest = [...faults, END_OF_GUEST, PATTERN].some((fault) => fault.test(guest));
  const ofTarget = (isLink ? faults : [...faults, PATTERN]).some((fault) => fault.test(target));
  if (ofGuest || ofTarget) return err(manifestCannotTell(guest, ofGuest ? guest : target));
  const escape = (path: string): string => path.replaceAll('%', '%%');
  return ok(`${escape(guest)}: ${isLink ? '->' : ''}${escape(target)}`);
}

/**
 * A `usr.manifest` of the files and links of a tree, by guest path. Directories come with what is in them; empty ones, and files
 * that are no file of the host, are not for a manifest to tell. A path that its syntax has no way to write is an error.
 */
export function manifestOf(tree: ImageTree): Result<string> {
  const lines: Result<string>[] = [ok('[manifest]')];
  visit(tree, '', (guest, node) => {
    if (node.kind === 'link') lines.push(lineOf(guest, node.target, true));
    else if (node.kind === 'file' && node.source.kind === 'host')
      lines.push(lineOf(guest, node.source.path, false));
  });
  const whole = all(lines);
  return whole.ok ? ok(whole.value.map((line) => `${line}\n`).join('')) : whole;
}

/** The files of the host in a tree, by guest path; each once. */
export function hostFilesOf(tree: ImageTree): string[] {
  const files = new Set<string>();
  visit(tree, '', (_, node) => {
    if (node.kind === 'file' && node.source.kind === 'host') files.add(node.source.path);
  });
  return [...files];
}
