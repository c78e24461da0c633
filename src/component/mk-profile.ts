// SPDX-License-Identifier: MIT
// OSv's profiles: files that make includes, of which only what profiles are made of is understood here.
import { err, ok, type Diagnostic, type Place, type Result } from '../diagnostic/index.ts';
import { dirname, isFile, join, readText } from '../util/index.ts';
import { unreadable } from './messages.ts';
import { mkCircle, mkIncludeMissing, mkSyntax, mkTooDeep, mkUnbalanced } from './osv-messages.ts';

/** A variable `conf_drivers_<name>` with where it got its value. */
export interface MkVariable {
  /** Without `conf_drivers_`. */
  readonly name: string;
  readonly on: boolean;
  readonly place: Place;
}

const COMMENT = /\s*(?<!\\)#.*$/;
const ASSIGNMENT = /^(?:export\s+)?conf_drivers_(\w+)\s*(\?=|:?:?=)\s*(\S*)$/;
const CONDITION = /^(ifeq|ifneq)\s+\(\s*\$[({]conf_drivers_(\w+)[)}]\s*,\s*([01]?)\s*\)$/;
const INCLUDE = /^(-?include)\s+(\S+)$/;
const DEEPEST = 16;

interface Condition {
  readonly place: Place;
  /** Whether the lines of the branch that is being read count. */
  active: boolean;
  hasElse: boolean;
}

class MkReader {
  readonly values = new Map<string, MkVariable>();
  readonly diagnostics: Diagnostic[] = [];
  private readonly open: string[] = [];

  file(path: string, from: Place | undefined): void {
    if (this.open.includes(path)) return this.complain(mkCircle(path, from ?? { file: path }));
    if (this.open.length >= DEEPEST) return this.complain(mkTooDeep(DEEPEST, from ?? { file: path }));
    const text = readText(path);
    if (!text.ok) return this.complain(unreadable(path, text.code));
    this.open.push(path);
    const conditions: Condition[] = [];
    text.value.split('\n').forEach((line, index) => {
      const column = line.length - line.trimStart().length + 1;
      this.line(line.replace(COMMENT, '').trim(), { file: path, line: index + 1, column }, conditions);
    });
    for (const { place } of conditions) this.complain(mkUnbalanced('ifeq', 'endif', place));
    this.open.pop();
  }

  private complain(diagnostic: Diagnostic): void {
    this.diagnostics.push(diagnostic);
  }

  private line(text: string, place: Place, conditions: Condition[]): void {
    if (text === '') return;
    const innermost = conditions.at(-1);
    if (text === 'endif') {
      if (conditions.pop() === undefined) this.complain(mkUnbalanced('endif', 'ifeq', place));
    } else if (text === 'else') {
      if (innermost === undefined || innermost.hasElse)
        return this.complain(mkUnbalanced('else', 'ifeq', place));
      innermost.active = !innermost.active;
      innermost.hasElse = true;
    } else this.statement(text, place, conditions);
  }

  private statement(text: string, place: Place, conditions: Condition[]): void {
    const condition = CONDITION.exec(text);
    if (condition !== null) {
      const [, word, name = '', value = ''] = condition;
      const found = this.values.get(name);
      const equal = (found === undefined ? '' : found.on ? '1' : '0') === value;
      conditions.push({ place, active: equal === (word === 'ifeq'), hasElse: false });
      return;
    }
    const assignment = ASSIGNMENT.exec(text);
    const include = INCLUDE.exec(text);
    if (assignment === null && include === null) return this.complain(mkSyntax(text, place));
    if (!conditions.every(({ active }) => active)) return;
    if (include !== null) return this.include(include[2] ?? '', include[1] === '-include', place);
    const [, name = '', operator, value = ''] = assignment ?? [];
    if (value !== '0' && value !== '1') return this.complain(mkSyntax(text, place));
    // make's `?=` gives a value to what has none, so the first one counts; the others take the last.
    if (operator === '?=' && this.values.has(name)) return;
    this.values.set(name, { name, on: value === '1', place });
  }

  /** Paths are relative to where make runs, the top of OSv's tree: some folder above this file. */
  private include(word: string, optional: boolean, place: Place): void {
    const path = word.replace(/\$[({]arch[)}]/g, 'x64');
    if (path.includes('$')) return this.complain(mkSyntax(`include ${word}`, place));
    const tried: string[] = [];
    for (let folder = dirname(place.file); ; folder = dirname(folder)) {
      const candidate = join(folder, path);
      tried.push(candidate);
      if (isFile(candidate)) return this.file(candidate, place);
      if (folder === dirname(folder)) break;
    }
    if (!optional) this.complain(mkIncludeMissing(path, dirname(place.file), place));
  }
}

/**
 * Reads a profile of OSv, with what it includes: lines `include FILE`, `conf_drivers_<name>?=0|1` (or `=`, with or without
 * `export`), `ifeq ($(conf_drivers_<name>),0|1)`, `else`, `endif`, and comments. Anything else is an error, all of them at once.
 */
export function readMkProfile(path: string): Result<MkVariable[]> {
  const reader = new MkReader();
  reader.file(path, undefined);
  const [first, ...rest] = reader.diagnostics;
  return first === undefined ? ok([...reader.values.values()]) : err(first, ...rest);
}
