// SPDX-License-Identifier: MIT
// The words of a linker's command line that decide which sections it keeps.

export interface LinkFlags {
  /** `-e`, when given: it counts more than the script's. */
  readonly entry?: string;
  /** `-u`: kept, if something defines them. */
  readonly undefined: readonly string[];
  /** `--wrap`: what refers to NAME gets `__wrap_NAME`, what refers to `__real_NAME` gets NAME. */
  readonly wrapped: readonly string[];
  /** Every symbol that is neither hidden nor made local by a version script is exported. */
  readonly exportDynamic: boolean;
  /** Exported by name. */
  readonly exported: readonly string[];
  /** `-z nostart-stop-gc`: a live reference to `__start_X` keeps all sections X. */
  readonly startStopKeeps: boolean;
  /** Path of the version script. */
  readonly versionScript?: string;
}

const NAMES: Readonly<Record<string, string>> = {
  e: 'entry',
  u: 'undefined',
  E: 'export-dynamic',
  'require-defined': 'undefined',
};
const WITH_VALUE = new Set(['entry', 'undefined', 'wrap', 'version-script', 'export-dynamic-symbol', 'z']);

/** Long options have one dash or two, and their value after "=" or as the next word (ld(1)). */
export function readLinkFlags(words: readonly string[]): LinkFlags {
  const values = new Map<string, string[]>();
  for (let index = 0; index < words.length; index++) {
    const match = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(words[index] ?? '');
    if (match === null) continue;
    const name = NAMES[match[1] ?? ''] ?? match[1] ?? '';
    const value = match[2] ?? (WITH_VALUE.has(name) ? words[++index] : undefined);
    values.set(name, [...(values.get(name) ?? []), value ?? '']);
  }
  const last = (name: string): string | undefined => values.get(name)?.at(-1);
  const entry = last('entry');
  const versionScript = last('version-script');
  const startStop = (values.get('z') ?? []).filter((value) => /^(no)?start-stop-gc$/.test(value)).at(-1);
  return {
    ...(entry === undefined ? {} : { entry }),
    undefined: values.get('undefined') ?? [],
    wrapped: values.get('wrap') ?? [],
    exportDynamic: values.has('export-dynamic'),
    exported: values.get('export-dynamic-symbol') ?? [],
    startStopKeeps: startStop === 'nostart-stop-gc',
    ...(versionScript === undefined ? {} : { versionScript }),
  };
}
