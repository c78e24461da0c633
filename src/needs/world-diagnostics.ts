// SPDX-License-Identifier: MIT
// What the files of an image lack, as messages: one for each file and each thing to do about it.
import { errorDiagnostic, noteDiagnostic, warningDiagnostic, type Diagnostic } from '../diagnostic/index.ts';
import { nearestName } from '../util/index.ts';
import type { WorldFault } from './closed-world.ts';
import type { ExpectedName } from './elf-facts.ts';

export interface WorldContext {
  /** The library of the host's glibc that defines a name, when the kernel stands for that library; else undefined. */
  readonly hostLibraryOf: (name: string) => string | undefined;
  /** What the kernel exports; empty when libc is in the image. */
  readonly exported: ReadonlySet<string>;
  /** What programs lack is only told: the first call of it stops them. */
  readonly allowMissing: boolean;
}

export interface WorldDiagnostics {
  /** What the image cannot be built for. */
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
  /** Weak names that nothing defines: programs get a null pointer for them and know it. */
  readonly notes: readonly Diagnostic[];
}

type SymbolFault = Extract<WorldFault, { kind: 'symbol' }>;
type RelocationFault = Extract<WorldFault, { kind: 'relocation' }>;

function described({ name, version, library, isThreadLocal }: ExpectedName): string {
  const facts = [
    ...(version === undefined ? [] : [version]),
    ...(library === undefined ? [] : [`of ${library}`]),
    ...(isThreadLocal ? ['thread-local'] : []),
  ];
  return facts.length === 0 ? name : `${name} (${facts.join(' ')})`;
}

function helpFor(fault: SymbolFault, context: WorldContext): string {
  const { symbol, otherVersions, definedBy } = fault;
  if (otherVersions !== undefined) {
    const { file, versions } = otherVersions;
    const as = versions.length === 0 ? 'otherwise' : `as ${versions.join(', ')} only`;
    return `${file} has it ${as}: put the library into the image that ${fault.file} was linked with`;
  }
  const hostLibrary = context.hostLibraryOf(symbol.name);
  if (hostLibrary !== undefined) return `the host's ${hostLibrary} has it: use --libc=image`;
  if (definedBy !== undefined) {
    return `${definedBy} defines it, but ${fault.file} does not load that library: link it with it`;
  }
  if (symbol.library !== undefined && context.exported.size === 0) {
    return `put a newer ${symbol.library} into the image`;
  }
  const near = nearestName(symbol.name, context.exported);
  const nearest = near === undefined ? '' : `the nearest name that the kernel exports is "${near}"; `;
  return `${nearest}add the library that defines it with --file, or use --allow-missing`;
}

function symbolsMissing(faults: readonly SymbolFault[], help: string, error: boolean): Diagnostic {
  const [first] = faults;
  const names = faults.map(({ symbol }) => described(symbol));
  const what = names.length === 1 ? 'a symbol' : `${names.length} symbols`;
  const make = error ? errorDiagnostic : warningDiagnostic;
  return make(
    'needs/missing-symbol',
    `${first?.file ?? ''} needs ${what} that nothing in the image nor the kernel defines: ${names.join(', ')}`,
    { place: { file: first?.host ?? '' }, help },
  );
}

/** Names that the same files ask for are told together: some are in every file that gcc has linked. */
function weakMissing(faults: readonly SymbolFault[]): Diagnostic[] {
  const files = new Map<string, Set<string>>();
  for (const { symbol, file } of faults) {
    const name = described(symbol);
    files.set(name, (files.get(name) ?? new Set()).add(file));
  }
  const groups = grouped([...files], ([, users]) => [...users].join('\0'));
  return groups.map((group) => {
    const names = group.map(([name]) => name).sort();
    const [first = '', ...others] = group[0]?.[1] ?? [];
    const users = others.length === 0 ? first : `${first} and ${others.length} more files`;
    const verb = others.length === 0 ? 'does' : 'do';
    return noteDiagnostic('needs/weak-symbol', `${users} ${verb} without ${names.join(', ')}`);
  });
}

function unknownRelocation({ file, host, type, address, isNeeded }: RelocationFault): Diagnostic {
  const make = isNeeded ? errorDiagnostic : warningDiagnostic;
  return make(
    'needs/unknown-relocation',
    `${file} has a relocation of type ${type} (at address 0x${address.toString(16)}), which the kernel's linker does not know`,
    { place: { file: host }, help: "use --libc=image, which brings glibc's linker" },
  );
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}

/** Sorts what is lacking into what is fatal, what is worth a warning, and what is only told to those who ask. */
export function worldDiagnostics(faults: readonly WorldFault[], context: WorldContext): WorldDiagnostics {
  const symbols = faults.filter((fault) => fault.kind === 'symbol');
  const strong = symbols
    .filter(({ symbol }) => !symbol.isWeak)
    .map((fault) => ({ fault, help: helpFor(fault, context) }));
  const told = grouped(strong, ({ fault, help }) => `${fault.host}\0${fault.isNeeded}\0${help}`).map(
    (group) => {
      const isError = group[0]?.fault.isNeeded === true && !context.allowMissing;
      return symbolsMissing(
        group.map(({ fault }) => fault),
        group[0]?.help ?? '',
        isError,
      );
    },
  );
  const relocations = faults.filter((fault) => fault.kind === 'relocation').map(unknownRelocation);
  const all = [...told, ...relocations];
  const weak = symbols.filter(({ symbol }) => symbol.isWeak);
  return {
    errors: all.filter(({ severity }) => severity === 'error'),
    warnings: all.filter(({ severity }) => severity === 'warning'),
    notes: weakMissing(weak),
  };
}
