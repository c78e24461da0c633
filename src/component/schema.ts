// SPDX-License-Identifier: MIT
// The shapes of declarations, and how a value that does not have the shape becomes complaints that point at a line.
import * as v from 'valibot';
import { err, ok, type Diagnostic, type Place, type Result } from '../diagnostic/index.ts';
import type { ComponentDeclaration, ProfileDeclaration } from './declaration.ts';
import type { AppDeclaration, ImageDeclaration } from './image-declaration.ts';
import { missingKey, unknownKey, unknownKind, wrongValue, type DeclarationKind } from './messages.ts';

export const COMPONENT_KINDS = ['core', 'driver', 'filesystem', 'feature'] as const;

const names = v.pipe(v.array(v.string()), v.readonly());
const texts = v.pipe(v.record(v.string(), v.string()), v.readonly());
const sentence = v.pipe(
  v.string(),
  v.regex(/^\S([^\n]*[^\s])?(?<![^.]\.)$/, 'one line without a full stop at its end'),
);

const upstream = v.strictObject({
  name: v.string(),
  version: v.string(),
  archive: v.string(),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits')),
  debianSource: v.string(),
  url: v.string(),
  sources: names,
  without: v.exactOptional(names),
  variant: v.exactOptional(v.string()),
  includes: names,
  generated: v.exactOptional(
    v.pipe(v.array(v.strictObject({ output: v.string(), command: names })), v.readonly()),
  ),
  flags: v.exactOptional(names),
});

const guestPaths = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/^(\/[\w.-]+)+$/, 'an absolute path in the guest'))),
  v.readonly(),
);

const neededBy = v.strictObject({
  paths: v.exactOptional(guestPaths),
  systemCalls: v.exactOptional(names),
  words: v.exactOptional(v.strictObject({ importing: names, texts: names })),
});

const compiledProgram = v.strictObject({
  sources: names,
  language: v.exactOptional(v.picklist(['c', 'c++', 'go'])),
  flags: v.exactOptional(names),
});

const image = {
  program: v.union([v.string(), compiledProgram]),
  args: v.exactOptional(names),
  env: v.exactOptional(texts),
  cwd: v.exactOptional(v.pipe(v.string(), v.regex(/^\//, 'an absolute path in the guest'))),
  files: v.exactOptional(texts),
  packages: v.exactOptional(names),
  profile: v.exactOptional(v.string()),
  components: v.exactOptional(v.pipe(v.record(v.string(), v.picklist(['on', 'off'])), v.readonly())),
  target: v.exactOptional(v.string()),
  machine: v.exactOptional(v.picklist(['microvm', 'q35'])),
  fs: v.exactOptional(v.picklist(['rofs'])),
  memory: v.exactOptional(v.pipe(v.string(), v.regex(/^[1-9]\d*[KMG]$/, 'a size such as "64M"'))),
  libc: v.exactOptional(v.picklist(['kernel', 'image'])),
  needs: v.exactOptional(v.picklist(['strict', 'balanced', 'open'])),
  needsFile: v.exactOptional(v.string()),
  addSymbols: v.exactOptional(names),
  addSyscalls: v.exactOptional(names),
  universal: v.exactOptional(v.boolean()),
  budget: v.exactOptional(v.pipe(v.string(), v.regex(/^[1-9]\d*[KM]$/, 'a size such as "96K"'))),
  cpus: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64))),
} as const;

const SCHEMAS = {
  component: v.strictObject({
    summary: sentence,
    kind: v.picklist(COMPONENT_KINDS),
    requires: v.exactOptional(names),
    requiresOne: v.exactOptional(texts),
    fills: v.exactOptional(v.string()),
    side: v.exactOptional(v.picklist(['kernel', 'program'])),
    interposable: v.exactOptional(names),
    looksUp: v.exactOptional(names),
    upstream: v.exactOptional(upstream),
    reachedThrough: v.exactOptional(names),
    neededBy: v.exactOptional(neededBy),
  }) satisfies v.GenericSchema<unknown, ComponentDeclaration>,
  profile: v.strictObject({
    summary: sentence,
    components: v.union([v.literal('all'), names]),
  }) satisfies v.GenericSchema<unknown, ProfileDeclaration>,
  app: v.strictObject({ summary: sentence, ...image }) satisfies v.GenericSchema<unknown, AppDeclaration>,
  configuration: v.strictObject({
    summary: v.exactOptional(sentence),
    ...image,
  }) satisfies v.GenericSchema<unknown, ImageDeclaration>,
} as const;

/** The declaration type that belongs to a kind of declaration. */
export interface Declarations {
  readonly component: ComponentDeclaration;
  readonly profile: ProfileDeclaration;
  readonly app: AppDeclaration;
  readonly configuration: ImageDeclaration;
}

/**
 * Where `word` first occurs as a whole word in the text of `file`; only the file when it does not. A declaration is
 * a value by the time it is checked, so its text is all there is to find the line again.
 */
export function placeOfWord(file: string, text: string, word: string): Place {
  const escaped = word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const match = new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`).exec(text);
  if (match === null) return { file };
  const before = text.slice(0, match.index).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Where `key` is given a value, or else where it first occurs. */
function placeOfKey(file: string, text: string, key: string): Place {
  const match = /^\w+$/.test(key) ? new RegExp(`(?<![\\w-.'"])${key}(?=\\s*:)`).exec(text) : null;
  if (match === null) return placeOfWord(file, text, key);
  const before = text.slice(0, match.index).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

function complaint(
  kind: DeclarationKind,
  issue: v.BaseIssue<unknown>,
  file: string,
  text: string,
): Diagnostic {
  const path = issue.path ?? [];
  const key = path.map((item) => String(item.key)).join('.');
  const last = path.at(-1);
  const place =
    typeof issue.input === 'string'
      ? placeOfWord(file, text, issue.input)
      : placeOfKey(file, text, key.split('.').at(-1) ?? key);
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const known = Object.keys(path.length > 1 ? compiledProgram.entries : SCHEMAS[kind].entries);
    return unknownKey(kind, String(last?.key), known, placeOfKey(file, text, String(last?.key)));
  }
  if (issue.type === 'strict_object' && path.length > 0 && issue.input === undefined) {
    return missingKey(kind, key, { file });
  }
  if (kind === 'component' && key === 'kind') return unknownKind(String(issue.input), COMPONENT_KINDS, place);
  const expected = issue.type === 'regex' ? issue.message : (issue.expected ?? issue.message);
  return wrongValue(kind, key, describe(issue.input), expected, place);
}

/** Checks a declaration. `file` and `text` (its TypeScript source) are where complaints point. */
export function checkDeclaration<K extends DeclarationKind>(
  kind: K,
  value: unknown,
  file: string,
  text: string,
): Result<Declarations[K]> {
  const parsed = v.safeParse(SCHEMAS[kind], value, { abortPipeEarly: true });
  // The schemas are declared to satisfy these very types above; the compiler cannot see that through the index.
  if (parsed.success) return ok(parsed.output as Declarations[K]);
  const [first, ...rest] = parsed.issues.map((issue) => complaint(kind, issue, file, text));
  if (first === undefined) throw new Error('valibot failed without an issue');
  return err(first, ...rest);
}
