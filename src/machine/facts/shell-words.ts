// SPDX-License-Identifier: MIT
// The words of a shell command, as far as it is one: quotes, backslashes, comments, lines that go on. Nothing is expanded.
import { err, ok, type Place, type Result } from '../../diagnostic/index.ts';
import { unclosedQuote } from './messages.ts';

export interface ShellWord {
  readonly text: string;
  readonly place: Place;
}

class Splitter {
  readonly words: ShellWord[] = [];
  private readonly text: string;
  private readonly file: string;
  private at = 0;
  private line = 1;
  private lineStart = 0;

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
  }

  /** Collects all words; gives the place of a quote that is never closed. */
  split(): Place | undefined {
    while (this.at < this.text.length) {
      const char = this.peek();
      if (char === '\\' && this.text[this.at + 1] === '\n') {
        this.take();
        this.take();
      } else if (char === '#') this.skipComment();
      else if (/[\s;&|<>()]/.test(char)) this.take();
      else {
        const open = this.word();
        if (open !== undefined) return open;
      }
    }
    return undefined;
  }

  private peek(): string {
    return this.text[this.at] ?? '';
  }

  private take(): string {
    const char = this.peek();
    this.at++;
    if (char === '\n') [this.line, this.lineStart] = [this.line + 1, this.at];
    return char;
  }

  private place(): Place {
    return { file: this.file, line: this.line, column: this.at - this.lineStart + 1 };
  }

  private skipComment(): void {
    while (this.at < this.text.length && this.peek() !== '\n') this.take();
  }

  private word(): Place | undefined {
    const place = this.place();
    let text = '';
    while (this.at < this.text.length && !/[\s;&|<>()]/.test(this.peek())) {
      const start = this.place();
      const char = this.take();
      if (char === '\\') {
        const next = this.take();
        if (next !== '\n') text += next;
      } else if (char === "'" || char === '"') {
        const quoted = this.quoted(char);
        if (quoted === undefined) return start;
        text += quoted;
      } else text += char;
    }
    this.words.push({ text, place });
    return undefined;
  }

  private quoted(quote: string): string | undefined {
    let text = '';
    while (this.at < this.text.length) {
      const char = this.take();
      if (char === quote) return text;
      if (char === '\\' && quote === '"' && /["\\$`\n]/.test(this.peek())) {
        const next = this.take();
        if (next !== '\n') text += next;
      } else text += char;
    }
    return undefined;
  }
}

/** Splits the text of a file (or of a word of the command line, which `file` then names) into words with their places. */
export function splitShellWords(text: string, file: string): Result<ShellWord[]> {
  const splitter = new Splitter(text, file);
  const open = splitter.split();
  return open === undefined ? ok(splitter.words) : err(unclosedQuote(open));
}
