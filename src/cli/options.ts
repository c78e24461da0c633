// SPDX-License-Identifier: MIT
// Options as values: how one is written, what it means, and how its words become a typed value or a complaint.
import { err, ok, type Result } from '../diagnostic/index.ts';
import { nearestName } from '../util/index.ts';
import { badOptionValue } from './messages.ts';

export interface OptionDeclaration<T> {
  /** As the help shows it: `-o, --output DIR`, `--verbose`. */
  readonly flags: string;
  readonly summary: string;
  /** All values given, in order; for an option without a value one empty string each time. */
  readonly read: (words: readonly string[]) => Result<T>;
  /** Shown in the help. */
  readonly defaultText?: string;
}

export type OptionValues<Table extends Readonly<Record<string, OptionDeclaration<unknown>>>> = {
  readonly [Key in keyof Table]: Table[Key] extends OptionDeclaration<infer T> ? T : never;
};

type Reader<T> = (word: string) => T | undefined;

function reading<T>(
  flags: string,
  expected: string,
  reader: Reader<T>,
  word: string,
  hint?: string,
): Result<T> {
  const value = reader(word);
  return value === undefined ? err(badOptionValue(longName(flags), word, expected, hint)) : ok(value);
}

/** The long name in `flags`, for example `--memory`. */
export function longName(flags: string): string {
  return /--[a-z-]+/.exec(flags)?.[0] ?? flags;
}

export function flag(flags: string, summary: string): OptionDeclaration<boolean> {
  return { flags, summary, read: (words) => ok(words.length > 0) };
}

/** The last one given counts. */
export function text(flags: string, summary: string): OptionDeclaration<string | undefined> {
  return { flags, summary, read: (words) => ok(words.at(-1)) };
}

export function texts(flags: string, summary: string): OptionDeclaration<readonly string[]> {
  return { flags, summary, read: (words) => ok(words) };
}

/** `a`, `a or b`, `a, b or c`. */
function either(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

export function choice<const Choice extends string>(
  flags: string,
  summary: string,
  choices: readonly Choice[],
  fallback: Choice,
): OptionDeclaration<Choice> {
  return {
    flags,
    summary: `${summary}: ${either(choices)}`,
    defaultText: fallback,
    read: (words) => {
      const word = words.at(-1);
      if (word === undefined) return ok(fallback);
      const near = nearestName(word, choices);
      const hint = near === undefined ? undefined : `did you mean "${near}"?`;
      return reading(flags, either(choices), (name) => choices.find((each) => each === name), word, hint);
    },
  };
}

/** The same option, undefined when it is not given, so that a configuration can say otherwise than its default. */
export function unlessGiven<T>(option: OptionDeclaration<T>): OptionDeclaration<T | undefined> {
  return { ...option, read: (words) => (words.length === 0 ? ok(undefined) : option.read(words)) };
}

const SIZE_UNITS = { '': 2 ** 20, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const;

/** Bytes of `512K`, `64M`, `1G`; a bare number counts MiB, as in QEMU. Undefined for anything else, 0 included. */
export function parseSize(word: string): number | undefined {
  const match = /^([1-9]\d{0,9})([KMG]?)(?:i?B)?$/i.exec(word);
  if (match === null) return undefined;
  const unit = (match[2] ?? '').toUpperCase() as keyof typeof SIZE_UNITS;
  return Number(match[1]) * SIZE_UNITS[unit];
}

/** Bytes; undefined when not given. */
export function size(
  flags: string,
  summary: string,
  defaultText: string,
): OptionDeclaration<number | undefined> {
  return {
    flags,
    summary,
    defaultText,
    read: (words) => {
      const word = words.at(-1);
      if (word === undefined) return ok(undefined);
      return reading(flags, 'a size such as 2M, 64M or 1G', parseSize, word);
    },
  };
}

/** Bytes of `98304`, `96K`, `1M`: as parseSize, but a bare number counts bytes. */
export function bytes(flags: string, summary: string): OptionDeclaration<number | undefined> {
  return {
    flags,
    summary,
    read: (words) => {
      const word = words.at(-1);
      if (word === undefined) return ok(undefined);
      const reader: Reader<number> = (each) =>
        /^[1-9]\d{0,14}$/.test(each) ? Number(each) : parseSize(each);
      return reading(flags, 'a size such as 98304, 96K or 1M', reader, word);
    },
  };
}

/** Milliseconds of `30`, `1.5`, `30s`, `500ms`, `2m`; a bare number counts seconds. */
export function parseDuration(word: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|)$/.exec(word);
  if (match === null) return undefined;
  const unit = { ms: 1, s: 1000, '': 1000, m: 60_000 }[match[2] as 'ms' | 's' | 'm' | ''];
  const milliseconds = Math.round(Number(match[1]) * unit);
  return milliseconds > 0 && milliseconds < 2 ** 31 ? milliseconds : undefined;
}

/** Milliseconds; undefined when not given. */
export function duration(flags: string, summary: string): OptionDeclaration<number | undefined> {
  return {
    flags,
    summary,
    read: (words) => {
      const word = words.at(-1);
      if (word === undefined) return ok(undefined);
      return reading(flags, 'a time such as 30, 30s, 500ms or 2m', parseDuration, word);
    },
  };
}

/** A whole number from `least` to `most`. */
export function count(
  flags: string,
  summary: string,
  least: number,
  most: number,
  fallback: number,
): OptionDeclaration<number> {
  return {
    flags,
    summary,
    defaultText: String(fallback),
    read: (words) => {
      const word = words.at(-1);
      if (word === undefined) return ok(fallback);
      const reader: Reader<number> = (digits) => {
        const value = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
        return value >= least && value <= most ? value : undefined;
      };
      return reading(flags, `a whole number from ${least} to ${most}`, reader, word);
    },
  };
}

/** Repeatable `KEY=VALUE`, split at the first `=`; of a key given twice the last value counts. */
export function pairs(
  flags: string,
  summary: string,
  keyPattern: RegExp,
  expected: string,
): OptionDeclaration<ReadonlyMap<string, string>> {
  return {
    flags,
    summary,
    read: (words) => {
      const values = new Map<string, string>();
      for (const word of words) {
        const at = word.indexOf('=');
        const key = word.slice(0, Math.max(at, 0));
        if (at < 0 || !keyPattern.test(key)) return err(badOptionValue(longName(flags), word, expected));
        values.set(key, word.slice(at + 1));
      }
      return ok(values);
    },
  };
}
