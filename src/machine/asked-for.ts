// SPDX-License-Identifier: MIT
// What the kernel tells of what its program asked for (docs/guest-interface.md, "Log lines").

/** What a program asked for in vain, because its kernel was cut. */
export interface LeftOut {
  /** By name, in the order in which the program asked. */
  readonly systemCalls: readonly string[];
  readonly symbols: readonly string[];
  /** Where the file systems would be, with the components that have them. */
  readonly fileSystems: readonly { readonly path: string; readonly component: string }[];
  /** How often it asked for a call or a symbol; null when the guest was ended before it could tell. */
  readonly requests: number | null;
}

const LEFT_OUT =
  /^thimble: warning: left out of this kernel: (system call|symbol|file system) (\S+) \(add it: --[a-z-]+ ([^\s=)]+)/;
const REQUESTS = /^thimble: left out: (\d+) requests$/;
const RECORDED = /^thimble: recorded: (?:system call (\d+)|(symbol|path|component|library) (.+))$/;

/** Whether a line of the log is told in a better form. */
export function isAskedForLine(line: string): boolean {
  return LEFT_OUT.test(line) || REQUESTS.test(line) || RECORDED.test(line);
}

/** What the kernel was cut from and its program asked for all the same; undefined when there is nothing of that kind. */
export function readLeftOut(log: readonly string[]): LeftOut | undefined {
  const systemCalls: string[] = [];
  const symbols: string[] = [];
  const fileSystems: { readonly path: string; readonly component: string }[] = [];
  for (const line of log) {
    const [, kind, name = '', component = ''] = LEFT_OUT.exec(line) ?? [];
    if (kind === 'symbol') symbols.push(name);
    else if (kind === 'system call') systemCalls.push(name);
    else if (kind !== undefined) fileSystems.push({ path: name, component });
  }
  if (systemCalls.length + symbols.length + fileSystems.length === 0) return undefined;
  const told = log.map((line) => REQUESTS.exec(line)?.[1]).find((count) => count !== undefined);
  return { systemCalls, symbols, fileSystems, requests: told === undefined ? null : Number(told) };
}

/** What was asked for in a run on a kernel that records. */
export interface Recorded {
  /** Numbers, ascending. */
  readonly systemCalls: readonly number[];
  /** Names that the kernel has and that were looked up, sorted. */
  readonly symbols: readonly string[];
  /** Where file systems are that the program went to, sorted. */
  readonly paths: readonly string[];
  /** Names of components, sorted. */
  readonly components: readonly string[];
  /** Paths of libraries that were loaded, sorted. */
  readonly libraries: readonly string[];
}

/** What the kernel tells by a name. */
type RecordedName = 'symbol' | 'path' | 'component' | 'library';

/** Takes lines of the log as they come: a guest that looks up names for hours would push the first ones out of what is kept. */
export class Recorder {
  readonly #systemCalls = new Set<number>();
  readonly #names: Readonly<Record<RecordedName, Set<string>>> = {
    symbol: new Set<string>(),
    path: new Set<string>(),
    component: new Set<string>(),
    library: new Set<string>(),
  };

  accept(line: string): void {
    const [, number, kind, name] = RECORDED.exec(line) ?? [];
    if (number !== undefined) this.#systemCalls.add(Number(number));
    else if (kind !== undefined && name !== undefined) this.#names[kind as RecordedName].add(name);
  }

  get recorded(): Recorded {
    const { symbol, path, component, library } = this.#names;
    return {
      systemCalls: [...this.#systemCalls].sort((a, b) => a - b),
      symbols: [...symbol].sort(),
      paths: [...path].sort(),
      components: [...component].sort(),
      libraries: [...library].sort(),
    };
  }
}
