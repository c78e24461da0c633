// SPDX-License-Identifier: MIT
import { err, ok, type Diagnostic, type Place, type Result } from '../diagnostic/index.ts';
import { dirname, fileStatus, isAbsolute, join, linkStatus, listDirectory, readText } from '../util/index.ts';
import {
  hostFileUnreadable,
  manifestBadPercent,
  manifestEmptyTarget,
  manifestNotAFolder,
  manifestPattern,
  manifestSplitHere,
  manifestSyntax,
  manifestUnknownSection,
  manifestUnknownVariable,
  manifestUnreadable,
  guestPathNotAbsolute,
} from './messages.ts';
import type { ImageEntry } from './tree.ts';

const COMMENT = /^\s*(#.*)?$/;
const SECTION = /^\s*(\[.*\])\s*$/;

/**
 * Reads a `usr.manifest` in OSv's syntax. Each line says which host file becomes which guest file:
 *
 *     /guest/path: host/path       a file, or a folder with all that is in it; symbolic links of the host are followed
 *     /guest/path: !host/path      the same; a symbolic link stays one
 *     /guest/**: host/**           all files below a folder
 *     /guest/*: host/*             the files of a folder
 *     /guest/&/name: host/&        /guest/name from host/name
 *     /guest/&: host/path          /guest/host/path: the guest path repeats the host path
 *     /guest/path: ->target        a symbolic link
 *     [manifest], # comments and empty lines are passed over
 *     %(name)s and ${name}         variables; %% is a percent sign, and ${MODULE_DIR} the manifest's folder
 *
 * Relative host paths start at the manifest's folder. All errors of the file are told, each with its line and column.
 */
export function readManifest(
  path: string,
  variables: Readonly<Record<string, string>> = {},
): Result<ImageEntry[]> {
  const text = readText(path);
  return text.ok ? parseManifest(text.value, path, variables) : err(manifestUnreadable(text));
}

/** As readManifest, of a text that came from elsewhere: `path` is what messages call it, and its folder is where host paths start. */
export function parseManifest(
  text: string,
  path: string,
  variables: Readonly<Record<string, string>> = {},
): Result<ImageEntry[]> {
  const parser = new ManifestParser(path, variables);
  text.split('\n').forEach((line, index) => {
    parser.line(line.replace(/\r$/, ''), index + 1);
  });
  const [first, ...rest] = parser.diagnostics;
  return first === undefined ? ok(parser.entries) : err(first, ...rest);
}

class ManifestParser {
  readonly entries: ImageEntry[] = [];
  readonly diagnostics: Diagnostic[] = [];
  private readonly file: string;
  private readonly variables: Readonly<Record<string, string>>;

  constructor(file: string, variables: Readonly<Record<string, string>>) {
    this.file = file;
    this.variables = { MODULE_DIR: dirname(file), ...variables };
  }

  line(text: string, line: number): void {
    if (COMMENT.test(text)) return;
    const place = (column: number): Place => ({ file: this.file, line, column });
    const indent = text.length - text.trimStart().length;
    const section = SECTION.exec(text)?.[1];
    if (section !== undefined) {
      if (section !== '[manifest]') this.diagnostics.push(manifestUnknownSection(place(indent + 1), section));
      return;
    }
    // "guest: host", as the tools of OSv split it; the space may be missing at the end of the line only.
    const colon = text.search(/:(\s|$)/);
    if (colon < 0) {
      this.diagnostics.push(manifestSyntax(place(indent + 1), text.trim()));
      return;
    }
    const guest = this.expand(text.slice(0, colon).trim(), place(indent + 1));
    const hostColumn = colon + 2 + (text.slice(colon + 1).length - text.slice(colon + 1).trimStart().length);
    const host = this.expand(text.slice(colon + 1).trim(), place(hostColumn));
    if (guest === undefined || host === undefined) return;
    const before = this.diagnostics.length;
    if (host === '') this.diagnostics.push(manifestSyntax(place(hostColumn), text.trim()));
    else if (!guest.startsWith('/')) this.diagnostics.push(guestPathNotAbsolute(guest, place(indent + 1)));
    else this.entry(guest, host, place(hostColumn));
    if (this.diagnostics.length > before && /:\s/.test(text.slice(colon + 1)))
      this.diagnostics.push(manifestSplitHere(place(colon + 1), guest));
  }

  private expand(text: string, place: Place): string | undefined {
    const problems: Diagnostic[] = [];
    const expanded = text.replace(
      /%(%|\((\w+)\)s)?|\$\{(\w+)\}/g,
      (match, rest: string | undefined, percentName: string | undefined, braceName: string | undefined) => {
        if (rest === '%') return '%';
        const name = percentName ?? braceName;
        const value = name === undefined ? undefined : this.variables[name];
        if (value !== undefined) return value;
        const known = Object.keys(this.variables).sort();
        problems.push(
          name === undefined ? manifestBadPercent(place) : manifestUnknownVariable(place, match, known),
        );
        return match;
      },
    );
    this.diagnostics.push(...problems);
    return problems.length === 0 ? expanded : undefined;
  }

  private entry(guest: string, host: string, place: Place): void {
    if (host.startsWith('->')) {
      const target = host.slice(2).trim();
      if (target === '') this.diagnostics.push(manifestEmptyTarget(place));
      else this.entries.push({ guest, content: { kind: 'link', target }, place });
      return;
    }
    const keepLink = host.startsWith('!');
    const path = this.hostPath(keepLink ? host.slice(1).trim() : host);
    const patterns = /\/(\*\*|\*|&)$/;
    if (guest.endsWith('/&') && !patterns.test(path)) {
      const name = keepLink ? host.slice(1).trim() : host;
      this.addFile(`${guest.slice(0, -1)}${name.replace(/^(\.?\/+)+/, '')}`, path, !keepLink, place);
      return;
    }
    const [guestPattern, hostPattern] = [patterns.exec(guest)?.[1], patterns.exec(path)?.[1]];
    if (hostPattern === '&' && guest.includes('/&/')) {
      const [prefix, name] = guest.split(/\/&\/(.*)/s) as [string, string];
      this.addFile(`${prefix}/${name}`, join(path.slice(0, -1), name), !keepLink, place);
    } else if (
      guestPattern !== hostPattern ||
      guestPattern === '&' ||
      /\/[*&]+(\/|$)/.test(guest.replace(patterns, ''))
    ) {
      this.diagnostics.push(manifestPattern(place, guest, host));
    } else if (guestPattern === undefined) {
      this.addFile(guest, path, !keepLink, place);
    } else {
      const [from, to] = [path.replace(patterns, ''), guest.replace(patterns, '')];
      this.folder(to, from === '' ? '/' : from, guestPattern === '**', !keepLink, place);
    }
  }

  private hostPath(host: string): string {
    return isAbsolute(host) ? host : join(dirname(this.file), host);
  }

  private addFile(guest: string, path: string, followLink: boolean, place: Place): void {
    const status = followLink ? fileStatus(path) : linkStatus(path);
    if (status.ok) this.entries.push({ guest, content: { kind: 'host', path, followLink }, place });
    else this.diagnostics.push(hostFileUnreadable(guest, status, place));
  }

  private folder(guest: string, path: string, recursive: boolean, followLinks: boolean, place: Place): void {
    const names = listDirectory(path);
    if (!names.ok) {
      this.diagnostics.push(manifestNotAFolder(place, path));
      return;
    }
    for (const name of names.value) {
      const child = join(path, name);
      const status = linkStatus(child);
      // A tree is walked along its folders, never through links to folders, which could lead anywhere.
      if (status.ok && status.value.kind === 'directory') {
        if (recursive) this.folder(`${guest}/${name}`, child, true, followLinks, place);
      } else {
        const toFolder = followLinks && fileStatusKind(child) === 'directory';
        this.addFile(`${guest}/${name}`, child, followLinks && !toFolder, place);
      }
    }
  }
}

function fileStatusKind(path: string): string | undefined {
  const status = fileStatus(path);
  return status.ok ? status.value.kind : undefined;
}
