// SPDX-License-Identifier: MIT
// What kernels can have and one has not: components, system calls, exported symbols.
import type { ComponentSet } from '../../component/index.ts';
import { SHN } from '../../elf/index.ts';
import type { LinkInputs, ObjectNaming } from '../../liveness/index.ts';
import { SYSTEM_CALLS, type KernelStamp } from '../../toolchain/index.ts';
import type { Asker, FileNeeds, LeftOutPart, LeftOutRow, NeedRow, RunRequests } from './page-data.ts';

/** What could be in a kernel, and what is known of who wants it. */
export interface LeftOutFacts {
  readonly set: ComponentSet;
  readonly naming: ObjectNaming;
  /** The objects of the kernel and of all other components. */
  readonly universe: LinkInputs;
  /** Names on the lists of exported-symbols/, with the libraries that they are of. */
  readonly listed: ReadonlyMap<string, readonly string[]>;
  /** What an image must have for a component to be called for, in words. */
  readonly callsFor: (component: string) => string | undefined;
  readonly needs?: readonly FileNeeds[];
  readonly run?: RunRequests;
}

export interface LeftOutSubject extends LeftOutFacts {
  readonly stamp: KernelStamp;
  /** System calls in the table, by name. */
  readonly inTable: ReadonlySet<string>;
  /** Other system calls that the kernel has as functions. */
  readonly called: ReadonlySet<string>;
  readonly askers: Askers;
}

/** Who asks the kernel for what, by kind and name. */
export type Askers = ReadonlyMap<`${NeedRow['kind']} ${string}`, readonly Asker[]>;

export function askersOf(needs: readonly FileNeeds[] = []): Askers {
  const askers = new Map<`${NeedRow['kind']} ${string}`, Asker[]>();
  for (const { path, needs: rows } of needs) {
    for (const { kind, name, certainty, provider } of rows) {
      if (provider !== 'kernel') continue;
      const key = `${kind} ${name}` as const;
      const known = askers.get(key);
      if (known === undefined) askers.set(key, [{ path, certainty }]);
      else if (!known.some((each) => each.path === path)) known.push({ path, certainty });
    }
  }
  return askers;
}

/** Who asks for an exported symbol. */
export function symbolAskers(askers: Askers, name: string): Asker[] {
  return [...(askers.get(`import ${name}`) ?? []), ...(askers.get(`dlsym ${name}`) ?? [])];
}

/** By name, the component that defines a function of a system call, or what programs can bind to. One in the kernel goes first. */
function definersOf({ universe, naming, stamp }: LeftOutSubject): Map<string, string> {
  const inside = new Set(stamp.components.map(({ name }) => name));
  const definers = new Map<string, string>();
  for (const { name: object, symbols } of universe.objects) {
    const component = naming.component(object);
    if (component === undefined) continue;
    for (const { name, section, binding, visibility } of symbols) {
      const isDefined = section !== SHN.UNDEF && binding !== 'local';
      const isOfUse = name.startsWith('sys_') || visibility === 'default' || visibility === 'protected';
      const isBetter =
        !definers.has(name) || (inside.has(component) && !inside.has(definers.get(name) ?? ''));
      if (isDefined && isOfUse && isBetter) definers.set(name, component);
    }
  }
  return definers;
}

const CERTAINTIES = ['recorded', 'requested', 'proved', 'resolved', 'guessed', 'unreached'];

/** How near the top of its table something belongs: the less, the nearer. */
function rankOf({ wasAskedFor, by }: LeftOutRow): number {
  const ranks = by.map(({ certainty }) => CERTAINTIES.indexOf(certainty));
  return wasAskedFor ? -1 : Math.min(CERTAINTIES.length, ...ranks);
}

function sorted(rows: readonly LeftOutRow[]): LeftOutRow[] {
  return [...rows].sort((a, b) => rankOf(a) - rankOf(b) || (a.name < b.name ? -1 : 1));
}

/** In which way a component is not in a kernel, and the words that put it in. */
function outsideOf(
  { stamp, set }: LeftOutSubject,
  component: string,
): { isOfProfile: boolean; reason: string; words: string } | undefined {
  if (stamp.components.some(({ name }) => name === component)) return undefined;
  const isOfProfile = stamp.leftOut.includes(component);
  const role = set.components.get(component)?.fills;
  return {
    isOfProfile,
    reason: `component ${component} is ${isOfProfile ? 'left out' : 'not in the profile'}`,
    words:
      role === undefined ? `--component ${component}=on` : `--${role} ${component.split('-').at(-1) ?? ''}`,
  };
}

function componentRows(subject: LeftOutSubject): LeftOutRow[] {
  const { set, stamp, callsFor, run } = subject;
  const rows = [...set.components.values()].flatMap(({ name, summary }): LeftOutRow[] => {
    const outside = outsideOf(subject, name);
    if (outside === undefined) return [];
    const calls = callsFor(name);
    const want = `nothing in the image calls for it${calls === undefined ? '' : `, as ${calls} would`}`;
    return [
      {
        name,
        about: summary,
        reason: outside.isOfProfile ? want : 'the profile does not have it',
        by: [],
        add: outside.words,
        wasAskedFor: run?.fileSystems.some(({ component }) => component === name) ?? false,
      },
    ];
  });
  const isOfProfile = ({ name }: LeftOutRow): number => (stamp.leftOut.includes(name) ? 0 : 1);
  return sorted(rows).sort((a, b) => isOfProfile(a) - isOfProfile(b));
}

type Definers = ReadonlyMap<string, string>;

/** Why something is not in a kernel that has the component of it. */
function reasonFor(by: readonly Asker[], needs: readonly FileNeeds[] | undefined): string {
  if (needs === undefined) return 'not among the needs of the image';
  if (by.length === 0) return 'nobody was found to ask for it';
  const reached = by.filter(({ certainty }) => certainty !== 'unreached');
  if (reached.length === 0) return 'only code that nothing reaches uses it';
  const isGuess = reached.every(({ certainty }) => certainty === 'guessed');
  return isGuess ? 'guesses are not taken with --needs strict' : 'the kernel was made without these needs';
}

function systemCallRows(subject: LeftOutSubject, definers: Definers, isCut: boolean): LeftOutRow[] {
  const { inTable, called, askers, needs, run, set } = subject;
  const rows = [...SYSTEM_CALLS.keys()].flatMap((name): LeftOutRow[] => {
    const component = definers.get(`sys_${name}`);
    if (component === undefined || inTable.has(name)) return [];
    const outside = outsideOf(subject, component);
    const by = askers.get(`system call ${name}`) ?? [];
    const isCalledFor = set.components.get(component)?.neededBy?.systemCalls?.includes(name) === true;
    const words = [
      ...(outside === undefined || (outside.isOfProfile && isCalledFor) ? [] : [outside.words]),
      ...(isCut || outside === undefined ? [`--add-syscall ${name}`] : []),
    ];
    const isLibcs = by.length === 0 && called.has(name);
    const reason = isLibcs ? "only the kernel's libc makes it" : reasonFor(by, needs);
    return [
      {
        name,
        about: component,
        reason: outside?.reason ?? reason,
        by,
        add: words.join(' '),
        wasAskedFor: run?.systemCalls.includes(name) ?? false,
      },
    ];
  });
  return sorted(rows);
}

function symbolRows(subject: LeftOutSubject, definers: Definers): LeftOutRow[] {
  const { stamp, listed, askers, needs, run } = subject;
  const exported = new Set(stamp.exports);
  const rows = [...listed].flatMap(([name, libraries]): LeftOutRow[] => {
    const component = definers.get(name);
    if (component === undefined || exported.has(name)) return [];
    const outside = outsideOf(subject, component);
    const by = symbolAskers(askers, name);
    return [
      {
        name,
        about: libraries.join(', '),
        reason: outside?.reason ?? reasonFor(by, needs),
        by,
        add: `${outside === undefined ? '' : `${outside.words} `}--add-symbol ${name}`,
        wasAskedFor: run?.symbols.includes(name) ?? false,
      },
    ];
  });
  return sorted(rows);
}

/** What files ask for in vain, whatever kernel they get. What a file can do without is not told. */
function nowhereRows({ needs = [] }: LeftOutSubject, definers: Definers): LeftOutPart['nowhere'] {
  const rows = new Map<string, { kind: NeedRow['kind']; name: string; by: Asker[] }>();
  for (const { path, needs: all } of needs) {
    for (const { kind, name, certainty, provider } of all) {
      const isCall = kind === 'system call';
      if (kind === 'dlopen' || (isCall ? definers.has(`sys_${name}`) : provider !== 'nobody')) continue;
      const key = `${kind} ${name}`;
      const row = rows.get(key) ?? { kind, name, by: [] };
      if (!row.by.some((each) => each.path === path)) row.by.push({ path, certainty });
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}

export function collectLeftOut(subject: LeftOutSubject): LeftOutPart {
  const { stamp, listed, inTable } = subject;
  const definers = definersOf(subject);
  const inside = new Set(stamp.components.map(({ name }) => name));
  const isInside = (name: string): boolean => inside.has(definers.get(name) ?? '');
  const hasLibc = [...listed.keys()].some(isInside);
  const symbols = hasLibc ? symbolRows(subject, definers) : [];
  const isCut =
    stamp.leftOut.length > 0 ||
    symbols.some(({ name }) => isInside(name)) ||
    [...SYSTEM_CALLS.keys()].some((name) => isInside(`sys_${name}`) && !inTable.has(name));
  return {
    components: componentRows(subject),
    systemCalls: systemCallRows(subject, definers, isCut),
    symbols,
    nowhere: nowhereRows(subject, definers),
    isCut,
    hasLibc,
  };
}
