// SPDX-License-Identifier: MIT
// Which symbols a version script (ld(1), VERSION) leaves global.

export interface VersionScript {
  /** Whether a symbol that is global in the objects stays so. */
  isGlobal(symbol: string): boolean;
}

interface Pattern {
  readonly text: string;
  readonly global: boolean;
}

function hasWildcard(text: string): boolean {
  return /[*?[]/.test(text);
}

function toExpression(text: string): RegExp {
  return new RegExp(
    `^${text
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );
}

/**
 * Reads a version script that the linker has accepted. Exact names count more than wildcards, and `*` least; what
 * nothing matches stays global.
 */
export function readVersionScript(text: string): VersionScript {
  const bare = text.replace(/\/\*[^]*?\*\//g, ' ').replace(/#[^\n]*/g, ' ');
  const patterns: Pattern[] = [];
  let global = true;
  for (const [word] of bare.matchAll(/"[^"]*"|\b(?:global|local)\s*:|[{}]|[^\s{};"]+/g)) {
    if (/^(global|local)\s*:$/.test(word)) global = word.startsWith('global');
    else if (word === '{' || word === '}') global = true;
    else patterns.push({ text: word.replace(/^"|"$/g, ''), global });
  }
  const exact = new Map(
    patterns.filter((each) => !hasWildcard(each.text)).map((each) => [each.text, each.global]),
  );
  const wild = patterns.filter((each) => hasWildcard(each.text) && each.text !== '*');
  const expressions = wild.map((each) => ({ expression: toExpression(each.text), global: each.global }));
  const rest = patterns.find((each) => each.text === '*')?.global ?? true;
  return {
    isGlobal: (symbol) =>
      exact.get(symbol) ?? expressions.findLast(({ expression }) => expression.test(symbol))?.global ?? rest,
  };
}
