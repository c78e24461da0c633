// SPDX-License-Identifier: MIT
// JSON whose complaints have places, though JSON.parse gives none.
import { err, ok, type Place, type Result } from '../../diagnostic/index.ts';
import { badJson, jsonNotAnObject } from './messages.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export interface JsonText {
  readonly value: JsonObject;
  readonly file: string;
  readonly text: string;
}

function placeAt(file: string, text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** The place of the n-th (from 0) key of this name; the file where there are not so many. */
export function placeOfKey({ file, text }: JsonText, key: string, index = 0): Place {
  const pattern = new RegExp(`${JSON.stringify(key).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}\\s*:`, 'g');
  const match = [...text.matchAll(pattern)][index];
  return match === undefined ? { file } : placeAt(file, text, match.index);
}

/** Parses the text of a file that holds one JSON object. */
export function parseJsonText(text: string, file: string): Result<JsonText> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const offset = /position (\d+)/.exec(message)?.[1];
    const end = /Unexpected end/.test(message) ? text.length : undefined;
    const at = offset === undefined ? end : Number(offset);
    return err(badJson(message, at === undefined ? { file } : placeAt(file, text, at)));
  }
  if (!isObject(value)) return err(jsonNotAnObject(file));
  return ok({ value, file, text });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
