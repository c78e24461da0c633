// SPDX-License-Identifier: MIT
// The kernel's side of the conversation: lines, of which the last are the verdict (docs/guest-interface.md, "Log lines").

/** What the guest said about its end. */
export type LogVerdict =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: number }
  | { readonly kind: 'panicked'; readonly message: string }
  | { readonly kind: 'boot-failed'; readonly message: string };

const PREFIX = 'thimble: ';

/** The verdict in a line of the log, or undefined in other lines. */
export function readVerdict(line: string): LogVerdict | undefined {
  if (!line.startsWith(PREFIX)) return undefined;
  const text = line.slice(PREFIX.length);
  const number = /^(exited|killed by signal) (\d{1,3})$/.exec(text);
  if (number !== null) {
    const value = Number(number[2]);
    if (number[1] === 'exited') return value <= 255 ? { kind: 'exited', exitCode: value } : undefined;
    return value >= 1 && value <= 64 ? { kind: 'signalled', signal: value } : undefined;
  }
  const sentence = /^(panic|boot failed): (.*)$/.exec(text);
  if (sentence === null) return undefined;
  return { kind: sentence[1] === 'panic' ? 'panicked' : 'boot-failed', message: sentence[2] ?? '' };
}

/** Written when the program begins to handle the signals that end it. */
export const TAKES_SIGNALS = `${PREFIX}takes signals`;

/** Whether a line is there for the host to act on. */
export function isForHost(line: string): boolean {
  return line === TAKES_SIGNALS || line.startsWith(`${PREFIX}listening `);
}

/** Whether a line belongs to a crash report. */
export function isCrashLine(line: string): boolean {
  return line.startsWith(`${PREFIX}crash: `);
}

/** Lines that are kept; of a guest that writes more, the oldest go. A crash report has some 300. */
const LINE_LIMIT = 20_000;

/** Characters after which a line is taken as one, ended or not. */
const LENGTH_LIMIT = 65_536;

/** Puts bytes from the log port together to lines and keeps the last verdict. */
export class LogReader {
  readonly #lines: string[] = [];
  readonly #decoder = new TextDecoder();
  readonly #onLine: (line: string) => void;
  #partial = '';
  #verdict: LogVerdict | undefined;

  constructor(onLine: (line: string) => void = () => undefined) {
    this.#onLine = onLine;
  }

  get lines(): readonly string[] {
    return this.#lines.slice(-LINE_LIMIT);
  }

  get verdict(): LogVerdict | undefined {
    return this.#verdict;
  }

  accept(bytes: Uint8Array): void {
    const parts = (this.#partial + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#partial = parts.pop() ?? '';
    for (const part of parts) this.#take(part);
    if (this.#partial.length > LENGTH_LIMIT) this.end();
  }

  /** The log is over: what stands there without a line end is a line as well. */
  end(): void {
    if (this.#partial !== '') this.#take(this.#partial);
    this.#partial = '';
  }

  #take(raw: string): void {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (this.#lines.push(line) >= 2 * LINE_LIMIT) this.#lines.splice(0, LINE_LIMIT);
    // A panic while another end is reported is what matters; else the last word counts.
    if (this.#verdict?.kind !== 'panicked') this.#verdict = readVerdict(line) ?? this.#verdict;
    this.#onLine(line);
  }
}
