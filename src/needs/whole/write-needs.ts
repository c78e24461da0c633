// SPDX-License-Identifier: MIT
import type { Evidence } from '../file/file-needs.ts';
import type { AddedNeed, ImageNeeds, NeedingFile, ResolvedNeed } from './image-needs.ts';
import { NEEDS_FORMAT, NEEDS_VERSION, type NeedsDocument } from './needs-schema.ts';

type FileDocument = NeedsDocument['files'][number];

/**
 * The text of needs.json: the same bytes for the same image, wherever it lies. What belongs together is on a line, so that
 * differences of two files can be read.
 *
 * @param systemCallName Names of system calls, which are told for people; readers go by the number.
 */
export function renderNeeds(
  needs: ImageNeeds,
  systemCallName: (number: number) => string | undefined,
): string {
  const files = needs.files.map((file) => renderFile(fileDocument(file, systemCallName)));
  const skipped = needs.skipped.map((file) => JSON.stringify(file));
  const replaced = needs.replaced.map((path) => JSON.stringify(path));
  const added = needs.added.map((need) => JSON.stringify(addedDocument(need, systemCallName)));
  const lines = [
    `"format": "${NEEDS_FORMAT}"`,
    `"version": ${NEEDS_VERSION}`,
    `"libc": "${needs.libc}"`,
    `"files": ${renderList(files, 2)}`,
    `"replaced": ${renderList(replaced, 2)}`,
    `"skipped": ${renderList(skipped, 2)}`,
    `"added": ${renderList(added, 2)}`,
  ];
  return `{\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`;
}

function renderList(items: readonly string[], indent: number): string {
  if (items.length === 0) return '[]';
  const blanks = ' '.repeat(indent);
  return `[\n${items.map((item) => `${blanks}  ${item}`).join(',\n')}\n${blanks}]`;
}

function renderFile(file: FileDocument): string {
  const { imports, runtime, unresolved, openWorld, ...head } = file;
  const list = (items: readonly object[]): string =>
    renderList(
      items.map((item) => JSON.stringify(item)),
      6,
    );
  const lines = [
    ...Object.entries(head).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`),
    `"imports": ${list(imports)}`,
    `"runtime": ${list(runtime)}`,
    `"unresolved": ${list(unresolved)}`,
    `"openWorld": ${list(openWorld)}`,
  ];
  return `{\n${lines.map((line) => `      ${line}`).join(',\n')}\n    }`;
}

function fileDocument(
  file: NeedingFile,
  systemCallName: (number: number) => string | undefined,
): FileDocument {
  const { path, sha256, size, codeSize, kind } = file;
  return {
    path,
    sha256,
    size,
    codeSize,
    kind,
    imports: file.imports.map(({ isWeak, ...symbol }) => ({ ...symbol, ...(isWeak ? { weak: true } : {}) })),
    runtime: file.runtime.map((need) => needDocument(need, systemCallName)),
    unresolved: file.unresolved.map(({ kind: call, reason, ...site }) => ({
      call,
      ...evidenceDocument(site),
      reason,
    })),
    openWorld: [...file.openWorld],
  };
}

function needDocument(
  need: ResolvedNeed,
  systemCallName: (number: number) => string | undefined,
): FileDocument['runtime'][number] {
  const { kind, name, provider, sites } = need;
  const common = { class: need.class, sites, evidence: need.evidence.map(evidenceDocument) };
  if (kind === 'syscall') {
    const number = Number(name);
    const systemCall = systemCallName(number);
    return { call: kind, number, ...(systemCall === undefined ? {} : { name: systemCall }), ...common };
  }
  return { call: kind, name, ...(provider === undefined ? {} : { provider }), ...common };
}

function addedDocument(
  { kind, name, class: needClass, evidence }: AddedNeed,
  systemCallName: (number: number) => string | undefined,
): NeedsDocument['added'][number] {
  if (kind !== 'syscall') return { call: kind, name, class: needClass, evidence };
  const number = Number(name);
  const systemCall = systemCallName(number);
  const named = systemCall === undefined ? {} : { name: systemCall };
  return { call: kind, number, ...named, class: needClass, evidence };
}

function evidenceDocument(evidence: Evidence): { address: string; function?: string; callee?: string } {
  const { address, callee } = evidence;
  return {
    address: `0x${address.toString(16)}`,
    ...(evidence.function === undefined ? {} : { function: evidence.function }),
    ...(callee === undefined ? {} : { callee }),
  };
}
