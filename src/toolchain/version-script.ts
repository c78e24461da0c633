// SPDX-License-Identifier: MIT
// Version scripts, as far as they say what a kernel exports (GNU ld's manual, "VERSION Command").
import { err, ok, type Diagnostic, type Place, type Result } from '../diagnostic/index.ts';
import { scriptKeepsAll, scriptPattern, scriptSyntax, scriptUnclosedComment } from './script-messages.ts';

/** A name that a script exports. */
export interface ScriptName {
  readonly name: string;
  readonly place: Place;
}

interface Token {
  readonly text: string;
  readonly place: Place;
}

function tokenize(text: string, file: string): Result<Token[]> {
  const tokens: Token[] = [];
  let line = 1;
  let lineStart = 0;
  const pattern = /\n|\/\*[^]*?\*\/|#[^\n]*|\/\*|[{};:]|[^\s{};:#]+/g;
  for (const match of text.matchAll(pattern)) {
    const place = { file, line, column: match.index - lineStart + 1 };
    const [found] = match;
    if (found === '/*') return err(scriptUnclosedComment(place));
    if (!/^(\n|\/\*|#)/.test(found)) tokens.push({ text: found, place });
    for (let at = found.indexOf('\n'); at >= 0; at = found.indexOf('\n', at + 1)) {
      line++;
      lineStart = match.index + at + 1;
    }
  }
  return ok(tokens);
}

class ScriptParser {
  readonly names: ScriptName[] = [];
  readonly diagnostics: Diagnostic[] = [];
  private readonly tokens: readonly Token[];
  private readonly end: Place;
  private at = 0;

  constructor(tokens: readonly Token[], file: string) {
    this.tokens = tokens;
    this.end = tokens.at(-1)?.place ?? { file };
  }

  /** `[NODE] { global: NAME; ... local: *; };` once, and nothing else. */
  parse(): void {
    if (this.peek() !== '{' && /^[A-Za-z_][\w.]*$/.test(this.peek())) this.at++;
    if (!this.expect('{')) return;
    let section: 'global' | 'local' = 'global';
    let hides = false;
    while (this.peek() !== '}') {
      const token = this.tokens[this.at++];
      if (token === undefined) return void this.diagnostics.push(scriptSyntax('the end', '"}"', this.end));
      if (token.text === 'global' || token.text === 'local') {
        section = token.text;
        if (!this.expect(':')) return;
        continue;
      }
      if (section === 'global') this.exported(token);
      else if (token.text === '*') hides = true;
      else this.diagnostics.push(scriptPattern(token.text, 'local', token.place));
      if (!this.expect(';')) return;
    }
    this.at++;
    if (!this.expect(';')) return;
    const rest = this.tokens[this.at];
    if (rest !== undefined) this.diagnostics.push(scriptSyntax(`"${rest.text}"`, 'nothing more', rest.place));
    if (!hides) this.diagnostics.push(scriptKeepsAll(this.end));
  }

  private exported({ text, place }: Token): void {
    if (/^[A-Za-z_]\w*$/.test(text)) this.names.push({ name: text, place });
    else this.diagnostics.push(scriptPattern(text, 'global', place));
  }

  private peek(): string {
    return this.tokens[this.at]?.text ?? '';
  }

  private expect(text: string): boolean {
    const token = this.tokens[this.at];
    if (token?.text === text) {
      this.at++;
      return true;
    }
    const found = token === undefined ? 'the end' : `"${token.text}"`;
    this.diagnostics.push(scriptSyntax(found, `"${text}"`, token?.place ?? this.end));
    return false;
  }
}

/** Reads a version script that lists names to export and hides the rest. A name may occur more than once. */
export function parseVersionScript(text: string, file: string): Result<ScriptName[]> {
  const tokens = tokenize(text, file);
  if (!tokens.ok) return tokens;
  const parser = new ScriptParser(tokens.value, file);
  parser.parse();
  const [first, ...rest] = parser.diagnostics;
  return first === undefined ? ok(parser.names) : err(first, ...rest);
}

export interface ScriptPart {
  /** Where the names come from, for a comment. */
  readonly from: string;
  readonly names: readonly string[];
}

/** A script that exports what some files need, with the file before its names; a name is listed for the first file only. */
export function renderAppVersionScript(parts: readonly ScriptPart[]): string {
  const seen = new Set<string>();
  const lines = parts.flatMap(({ from, names }) => {
    const own = names.filter((name) => !seen.has(name)).sort();
    for (const name of own) seen.add(name);
    return [`/*------- ${from.replaceAll('*/', '* /')} */`, ...own.map((name) => `    ${name};`)];
  });
  return ['{', '  global:', ...lines, '  local:', '    *;', '};', ''].join('\n');
}
