// SPDX-License-Identifier: MIT
// What a linker script has to say on which sections are linked: the entry, what is kept, what is thrown away, and the
// symbols that its expressions use. Of the script's language only as much as that takes.

/** A section pattern of KEEP or of `/DISCARD/`. */
export interface SectionPattern {
  /** As it stands in the script, `.set.init.*`. */
  readonly text: string;
  matches(sectionName: string): boolean;
}

export interface LinkScript {
  readonly entry?: string;
  readonly kept: readonly SectionPattern[];
  readonly discarded: readonly SectionPattern[];
  /** Names that stand in the expressions of assignments and assertions. */
  readonly referenced: readonly string[];
}

/** The wildcards of linker scripts: `*`, `?` and `[chars]`. */
export function sectionPattern(text: string): SectionPattern {
  const source = text
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  const expression = new RegExp(`^${source}$`);
  return { text, matches: (name) => expression.test(name) };
}

/** The patterns in the parentheses of an input section description, sorting commands taken off. */
function patternsIn(text: string): SectionPattern[] {
  const bare = text.replace(
    /\b(SORT\w*|EXCLUDE_FILE)\s*\(([^()]*)\)/g,
    (_, command: string, inner: string) => (command === 'EXCLUDE_FILE' ? '' : inner),
  );
  return bare
    .split(/[\s()]+/)
    .filter((word) => word !== '')
    .map(sectionPattern);
}

/** The text between the parenthesis or brace at `open` and the one that closes it. */
function enclosed(text: string, open: number): string {
  const [opening, closing] = text[open] === '{' ? ['{', '}'] : ['(', ')'];
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === opening) depth++;
    else if (text[at] === closing && --depth === 0) return text.slice(open + 1, at);
  }
  return text.slice(open + 1);
}

/** All input section descriptions, `FILES(SECTIONS)`, in a piece of a script. */
function descriptionsIn(text: string): SectionPattern[] {
  const patterns: SectionPattern[] = [];
  const start = /[^\s(){};]+\s*\(/g;
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    const inner = enclosed(text, start.lastIndex - 1);
    patterns.push(...patternsIn(inner));
    start.lastIndex += inner.length + 1;
  }
  return patterns;
}

function pieces(text: string, head: RegExp, open: string): string[] {
  return [...text.matchAll(head)].map((match) => enclosed(text, text.indexOf(open, match.index)));
}

export function readLinkScript(text: string): LinkScript {
  const bare = text.replace(/\/\*[^]*?\*\//g, ' ');
  const entry = /\bENTRY\s*\(\s*([^\s)]+)\s*\)/.exec(bare)?.[1];
  const expressions = [
    ...[...bare.matchAll(/[\w.$]\s*(?:[-+*/&|]|<<|>>)?=(?!=)([^;{}]*);/g)].map((match) => match[1] ?? ''),
    ...pieces(bare, /\bASSERT\s*\(/g, '('),
  ];
  const referenced = expressions
    .map((each) => each.replace(/"[^"]*"/g, ''))
    .flatMap((each) => each.match(/(?<![\w$.])[A-Za-z_$][\w$.]*(?!\s*\()\b/g) ?? []);
  return {
    ...(entry === undefined ? {} : { entry }),
    kept: pieces(bare, /\bKEEP\s*\(/g, '(').flatMap(descriptionsIn),
    discarded: pieces(bare, /\/DISCARD\/\s*:\s*\{/g, '{').flatMap(descriptionsIn),
    referenced: [...new Set(referenced)],
  };
}
