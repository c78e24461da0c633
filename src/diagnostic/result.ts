// SPDX-License-Identifier: MIT
import type { Diagnostic } from './diagnostic.ts';

/** Success with a value. */
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

/** Failure with at least one diagnostic, most important first. */
export interface Err {
  readonly ok: false;
  readonly diagnostics: readonly [Diagnostic, ...Diagnostic[]];
}

/**
 * What a function returns when its input may be wrong. `throw` is for our own bugs only:
 * a thrown error is printed as a defect of Thimble, a `Result` as advice to the user.
 */
export type Result<T> = Ok<T> | Err;

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function err(first: Diagnostic, ...rest: Diagnostic[]): Err {
  return { ok: false, diagnostics: [first, ...rest] };
}

/** The values of all results in order, or the diagnostics of every failed one. */
export function all<T>(results: readonly Result<T>[]): Result<T[]> {
  const values: T[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const result of results) {
    if (result.ok) values.push(result.value);
    else diagnostics.push(...result.diagnostics);
  }
  const [first, ...rest] = diagnostics;
  return first === undefined ? ok(values) : err(first, ...rest);
}
