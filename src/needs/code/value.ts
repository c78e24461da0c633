// SPDX-License-Identifier: MIT
// What is known of a register or a stack slot: a few things that it may be. The domain of constant tracking.

/** One thing that a value may be. `key` tells atoms apart. Numbers are signed and safe integers. */
export type Atom =
  | { readonly kind: 'constant'; readonly value: number; readonly key: string }
  /** An address in the function's stack; 0 is where the return address lies. */
  | { readonly kind: 'stack'; readonly offset: number; readonly key: string }
  /** What a place (`entryRegister`, `entrySlot`) held when the function was entered. */
  | { readonly kind: 'entry'; readonly place: number; readonly key: string }
  /** The address that a symbol of another file has. */
  | { readonly kind: 'import'; readonly name: string; readonly key: string }
  /** base, base + step, base + 2 * step and so on, nobody knows how far. `step` is positive. */
  | { readonly kind: 'series'; readonly base: number; readonly step: number; readonly key: string }
  /** What lies in memory at the addresses of such a series; `origin` is added to it. */
  | {
      readonly kind: 'entries';
      readonly base: number;
      readonly step: number;
      /** Bytes of each. */
      readonly width: 4 | 8;
      readonly origin: number;
      readonly key: string;
    };

/** Undefined when it may be anything. */
export interface Value {
  /** Never empty; in the order of their keys. */
  readonly atoms: readonly Atom[];
  /** False when it was read from memory that the program may have changed. */
  readonly exact: boolean;
}

export type Unknown = undefined;

/** More things than this make a series, or nothing that is known. */
const MOST_ATOMS = 16;

export const constant = (value: number): Atom => ({ kind: 'constant', value, key: `c${value}` });
export const stackAddress = (offset: number): Atom => ({ kind: 'stack', offset, key: `s${offset}` });
export const atEntry = (place: number): Atom => ({ kind: 'entry', place, key: `p${place}` });
export const imported = (name: string): Atom => ({ kind: 'import', name, key: `i${name}` });
export const series = (base: number, step: number): Atom => ({
  kind: 'series',
  base,
  step,
  key: `r${base},${step}`,
});
export const entries = (base: number, step: number, width: 4 | 8, origin = 0): Atom => ({
  kind: 'entries',
  base,
  step,
  width,
  origin,
  key: `e${base},${step},${width},${origin}`,
});

/** Places of `entry` atoms: the registers are 0 to 15; stack slots follow, by their distance from the return address. */
export const entrySlot = (offset: number): number => 16 + offset;
export const slotOfPlace = (place: number): number | undefined => (place < 16 ? undefined : place - 16);

export function valueOf(atom: Atom, exact = true): Value {
  return { atoms: [atom], exact };
}

export function constantValue(value: number): Value | Unknown {
  return Number.isSafeInteger(value) ? valueOf(constant(value)) : undefined;
}

/** One of several constants. */
export function oneOf(values: readonly number[]): Value | Unknown {
  return make(new Map(values.map((value) => [`c${value}`, constant(value)])), true);
}

/** The constant that a value is, if it can be only one. */
export function onlyConstant(value: Value | Unknown): number | undefined {
  const [atom, second] = value?.atoms ?? [];
  return second === undefined && atom?.kind === 'constant' ? atom.value : undefined;
}

/** The offset of the one stack address that a value is. */
export function onlyStackOffset(value: Value | Unknown): number | undefined {
  const [atom, second] = value?.atoms ?? [];
  return second === undefined && atom?.kind === 'stack' ? atom.offset : undefined;
}

export function sameValue(a: Value | Unknown, b: Value | Unknown): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return (
    a.exact === b.exact &&
    a.atoms.length === b.atoms.length &&
    a.atoms.every((atom, i) => atom.key === b.atoms[i]?.key)
  );
}

function make(atoms: ReadonlyMap<string, Atom>, exact: boolean): Value | Unknown {
  if (atoms.size === 0) return undefined;
  const sorted = [...atoms.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const widened = sorted.length > MOST_ATOMS || sorted.some(({ kind }) => kind === 'series');
  if (!widened) return { atoms: sorted, exact };
  return widen(sorted, exact);
}

/** One series of constants and series in arithmetic progression. What else there is stays beside it. */
function widen(atoms: readonly Atom[], exact: boolean): Value | Unknown {
  const numbers: number[] = [];
  const steps: number[] = [];
  const others: Atom[] = [];
  for (const atom of atoms) {
    if (atom.kind === 'constant') numbers.push(atom.value);
    else if (atom.kind === 'series') {
      numbers.push(atom.base);
      steps.push(atom.step);
    } else others.push(atom);
  }
  if (others.length > MOST_ATOMS) return undefined;
  if (numbers.length < 2) return { atoms, exact };
  numbers.sort((a, b) => a - b);
  const [first, ...rest] = numbers as [number, ...number[]];
  let step = rest.reduce((divisor, value) => gcd(divisor, value - first), 0);
  for (const each of steps) step = gcd(step, each);
  if (step === 0) return undefined;
  const all = [...others, series(first, step)].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { atoms: all, exact };
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return Math.abs(a);
}

/** What is either of the two. */
export function join(a: Value | Unknown, b: Value | Unknown): Value | Unknown {
  if (sameValue(a, b)) return a;
  if (a === undefined || b === undefined) return undefined;
  const atoms = new Map<string, Atom>();
  for (const atom of [...a.atoms, ...b.atoms]) atoms.set(atom.key, atom);
  const joined = make(atoms, a.exact && b.exact);
  // A series that begins lower than before would go on downwards for ever.
  return lowest(joined) < lowest(a) && lowest(joined) !== -Infinity ? undefined : joined;
}

/** Where a series of a value begins; -Infinity without one. */
function lowest(value: Value | Unknown): number {
  const found = value?.atoms.find(({ kind }) => kind === 'series');
  return found?.kind === 'series' ? found.base : -Infinity;
}

type AtomFunction = (a: Atom, b: Atom) => Atom | undefined;

/** All combinations; unknown as soon as one of them is, or when there are too many. */
function combine(a: Value | Unknown, b: Value | Unknown, operation: AtomFunction): Value | Unknown {
  if (a === undefined || b === undefined) return undefined;
  if (a.atoms.length * b.atoms.length > MOST_ATOMS) return undefined;
  const atoms = new Map<string, Atom>();
  for (const left of a.atoms) {
    for (const right of b.atoms) {
      const atom = operation(left, right);
      if (atom === undefined) return undefined;
      atoms.set(atom.key, atom);
    }
  }
  return make(atoms, a.exact && b.exact);
}

function safe(value: number, build: (value: number) => Atom): Atom | undefined {
  return Number.isSafeInteger(value) ? build(value) : undefined;
}

function addAtoms(a: Atom, b: Atom): Atom | undefined {
  if (b.kind !== 'constant') return a.kind === 'constant' ? addAtoms(b, a) : addSeries(a, b);
  switch (a.kind) {
    case 'constant':
      return safe(a.value + b.value, constant);
    case 'stack':
      return safe(a.offset + b.value, stackAddress);
    case 'series':
      return safe(a.base + b.value, (base) => series(base, a.step));
    case 'entries':
      return safe(a.origin + b.value, (origin) => entries(a.base, a.step, a.width, origin));
    case 'entry':
    case 'import':
      return b.value === 0 ? a : undefined;
    default:
      return a satisfies never;
  }
}

function addSeries(a: Atom, b: Atom): Atom | undefined {
  if (a.kind !== 'series' || b.kind !== 'series') return undefined;
  return safe(a.base + b.base, (base) => series(base, gcd(a.step, b.step)));
}

export function add(a: Value | Unknown, b: Value | Unknown): Value | Unknown {
  return combine(a, b, addAtoms);
}

export function subtract(a: Value | Unknown, b: Value | Unknown): Value | Unknown {
  return combine(a, b, (left, right) => {
    if (right.kind === 'constant') return addAtoms(left, constant(-right.value));
    if (left.kind === 'stack' && right.kind === 'stack') return constant(left.offset - right.offset);
    return undefined;
  });
}

export function multiply(a: Value | Unknown, b: Value | Unknown): Value | Unknown {
  return combine(a, b, (left, right) => {
    if (left.kind === 'constant' && right.kind !== 'constant') return multiplyAtom(right, left.value);
    return right.kind === 'constant' ? multiplyAtom(left, right.value) : undefined;
  });
}

function multiplyAtom(atom: Atom, factor: number): Atom | undefined {
  if (atom.kind === 'constant') return safe(atom.value * factor, constant);
  if (atom.kind !== 'series' || factor <= 0) return undefined;
  const step = atom.step * factor;
  return Number.isSafeInteger(step) ? safe(atom.base * factor, (base) => series(base, step)) : undefined;
}

/** Any function of two constants. */
export function compute(
  a: Value | Unknown,
  b: Value | Unknown,
  operation: (a: number, b: number) => number,
): Value | Unknown {
  return combine(a, b, (left, right) =>
    left.kind === 'constant' && right.kind === 'constant'
      ? safe(operation(left.value, right.value), constant)
      : undefined,
  );
}

/** What is left of a value in the low bytes of a register, extended again by zeroes or by the sign. */
export function narrow(value: Value | Unknown, size: number, signed: boolean): Value | Unknown {
  if (value === undefined || size >= 8) return value;
  const atoms = new Map<string, Atom>();
  for (const atom of value.atoms) {
    const kept = narrowAtom(atom, size, signed);
    if (kept === undefined) return undefined;
    atoms.set(kept.key, kept);
  }
  return make(atoms, value.exact);
}

function narrowAtom(atom: Atom, size: number, signed: boolean): Atom | undefined {
  const limit = 2 ** (size * 8);
  switch (atom.kind) {
    case 'constant': {
      const low = ((atom.value % limit) + limit) % limit;
      return constant(signed && low >= limit / 2 ? low - limit : low);
    }
    case 'series':
      // A counter from 0 stays what it is: no table has 2^32 entries.
      return size === 4 && atom.base >= 0 && atom.base < limit ? atom : undefined;
    case 'entry':
    case 'entries':
      // A number that is handed on in 32 bits; only an address would be damaged by it.
      return size === 4 ? atom : undefined;
    case 'stack':
    case 'import':
      return undefined;
    default:
      return atom satisfies never;
  }
}
