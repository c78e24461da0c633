// SPDX-License-Identifier: MIT
import * as v from 'valibot';
import { err, ok, type Result } from '../../diagnostic/index.ts';
import { readText } from '../../util/index.ts';
import type { Evidence } from '../file/file-needs.ts';
import {
  needsFileDamaged,
  needsFileNotJson,
  needsFileOtherFormat,
  needsFileOtherVersion,
  needsFileUnreadable,
} from '../messages.ts';
import type {
  AddedNeed,
  ImageNeeds,
  NeedingFile,
  Provider,
  ResolvedImport,
  ResolvedNeed,
} from './image-needs.ts';
import { NEEDS_FORMAT, NEEDS_VERSION, needsSchema, type NeedsDocument } from './needs-schema.ts';

type FileDocument = NeedsDocument['files'][number];

/** Reads a needs.json. Refuses by name and place what is damaged, and what another version of Thimble wrote. */
export function readNeeds(path: string): Result<ImageNeeds> {
  const text = readText(path);
  return text.ok ? parseNeeds(text.value, path) : err(needsFileUnreadable(path, text.code));
}

/** `file` is what messages call the text. */
export function parseNeeds(text: string, file: string): Result<ImageNeeds> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return err(needsFileNotJson(file, cause instanceof Error ? cause.message : String(cause)));
  }
  const { format, version } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (format !== NEEDS_FORMAT) return err(needsFileOtherFormat(file, describe(format)));
  if (version !== NEEDS_VERSION) return err(needsFileOtherVersion(file, describe(version), NEEDS_VERSION));
  const parsed = v.safeParse(needsSchema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return err(needsFileDamaged(file, pathOf(issue), issue.received, issue.expected ?? issue.message));
  }
  const { libc, files, replaced, skipped, added } = parsed.output;
  return ok({ libc, files: files.map(needingFile), replaced, skipped, added: added.map(addedNeed) });
}

function describe(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}

/** As JavaScript would write it: `files[3].imports[0].name`. */
function pathOf(issue: v.BaseIssue<unknown>): string {
  let path = '';
  for (const { key } of issue.path ?? []) {
    path += typeof key === 'number' ? `[${key}]` : `${path === '' ? '' : '.'}${String(key)}`;
  }
  return path;
}

function needingFile(file: FileDocument): NeedingFile {
  return {
    ...file,
    imports: file.imports.map(({ weak, provider, ...symbol }): ResolvedImport => ({
      ...symbol,
      isWeak: weak === true,
      ...(provider === undefined ? {} : { provider: provider as Provider }),
    })),
    runtime: file.runtime.map(resolvedNeed),
    unresolved: file.unresolved.map(({ call, reason, ...site }) => ({
      kind: call,
      ...evidence(site),
      reason,
    })),
  };
}

function resolvedNeed(need: FileDocument['runtime'][number]): ResolvedNeed {
  const common = { class: need.class, sites: need.sites, evidence: need.evidence.map(evidence) };
  if (need.call === 'syscall') return { kind: need.call, name: String(need.number), ...common };
  const { call, name, provider } = need;
  return {
    kind: call,
    name,
    ...common,
    ...(provider === undefined ? {} : { provider: provider as Provider }),
  };
}

function addedNeed(need: NeedsDocument['added'][number]): AddedNeed {
  const name = need.call === 'syscall' ? String(need.number) : need.name;
  return { kind: need.call, name, class: need.class, evidence: need.evidence };
}

function evidence(site: { address: string; function?: string; callee?: string }): Evidence {
  return { ...site, address: Number(site.address) };
}
