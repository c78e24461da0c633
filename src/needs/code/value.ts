// SPDX-License-Identifier: MIT
// What is known of a register or a stack slot: a few things that it may be. The domain of constant tracking.

/** One thing that a value may be. Numbers are signed and safe integers. */
export type Atom = { /** Tells atoms apart; empty until somebody asks for it (`keyOf`). */ key: string } & (
  | { readonly kind: 'constant'; readonly value: number }
  /** An address in the function's stack; 0 is where the return address lies. */
  | { readonly kind: 'stack'; readonly offset: number }
  /** What a place (`entryRegister`, `entrySlot`) held when the function was entered. */
  | { readonly kind: 'entry'; readonly place: number }
  /** The address that a symbol of another file has. */
  | { readonly kind: 'import'; readonly name: string }
  /** base, base + step, base + 2 * step and so on, nobody knows how far. `step` is positive. */
  | { readonly kind: 'series'; readonly base: number; readonly step: number }
  /** What lies in memory at the addresses of such a series; `origin` is added to it. */
  | {
      readonly kind: 'entries';
      readonly base: number;
      readonly step: number;
      /** Bytes of each. */
      readonly width: 4 | 8;
      readonly origin: number;
    }
);

/** Undefined when it may be anything. */
export interface Value {
  /** Never empty; each once, in the order of their keys. */
  readonly atoms: readonly Atom[];
  /** False when it was read from memory that the program may have changed. */
  readonly exact: boolean;
}

export type Unknown = undefined;

/** More things than this make a series, or nothing that is known. */
const MOST_ATOMS = 16;

export const constant = (value: number): Atom => ({ kind: 'constant', value, key: '' });
export const stackAddress = (offset: number): Atom => ({ kind: 'stack', offset, key: '' });
export const atEntry = (place: number): Atom => ({ kind: 'entry', place, key: '' });
export const imported = (name: string): Atom => ({ kind: 'import', name, key: '' });
export const series = (base: number, step: number): Atom => ({ kind: 'series', base, step, key: '' });
export const entries = (base: number, step: number, width: 4 | 8, origin = 0): Atom => ({
  kind: 'entries',
  base,
  step,
  width,
  origin,
  key: '',
});

function keyOf(atom: Atom): string {
  if (atom.key === '') atom.key = makeKey(atom);
  return atom.key;
}

function makeKey(atom: Atom): string {
  switch (atom.kind) {
    case 'constant':
      return `c${atom.value}`;
    case 'stack':
      return `s${atom.offset}`;
    case 'entry':
      return `p${atom.place}`;
    case 'import':
      return `i${atom.name}`;
    case 'series':
      return `r${atom.base},${atom.step}`;
    case 'entries':
      return `e${atom.base},${atom.step},${atom.width},${atom.origin}`;
    default:
      return atom satisfies never;
  }
}

/** Without keys for what is by far the most frequent. */
function isSameAtom(a: Atom, b: Atom): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'constant' && b.kind === 'constant') return a.value === b.value;
  if (a.kind === 'stack' && b.kind === 'stack') return a.offset === b.offset;
  if (a.kind === 'entry' && b.kind === 'entry') return a.place === b.place;
  return keyOf(a) === keyOf(b);
}

/** In the order of their keys, each once. */
function ordered(atoms: readonly Atom[]): readonly Atom[] {
  const sorted: Atom[] = [];
  for (const atom of atoms) insert(sorted, atom);
  return sorted;
}

/** Puts an atom where it belongs among few. */
function insert(sorted: Atom[], atom: Atom): void {
  const key = keyOf(atom);
  let at = sorted.length;
  for (; at > 0; at--) {
    const before = keyOf(sorted[at - 1] as Atom);
    if (before === key) return;
    if (before < key) break;
  }
  sorted.splice(at, 0, atom);
}

/** Two lists that are in order, in one. */
function merged(a: readonly Atom[], b: readonly Atom[]): readonly Atom[] {
  const result: Atom[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [left, right] = [a[i] as Atom, b[j] as Atom];
    const isSame = isSameAtom(left, right);
    const takesLeft = isSame || keyOf(left) < keyOf(right);
    result.push(takesLeft ? left : right);
    if (takesLeft) i++;
    if (isSame || !takesLeft) j++;
  }
  while (i < a.length) result.push(a[i++] as Atom);
  while (j < b.length) result.push(b[j++] as Atom);
  return result;
}

/** Places of `entry` atoms: the registers are 0 to 15; stack slots follow, by their distance from the return address. */
export const entrySlot = (offset: number): number => 16 + offset;
export const slotOfPlace = (place: number): number | undefined => (place < 16 ? undefined : place - 16);

export function valueOf(atom: Atom, exact = true): Value {
  return { atoms: [atom], exact };
}

const LEAST_SHARED = -256;
const SHARED = Array.from({ length: 1280 }, (_, index) => valueOf(constant(index + LEAST_SHARED)));

export function constantValue(value: number): Value | Unknown {
  const shared = SHARED[value - LEAST_SHARED];
  if (shared !== undefined) return shared;
  return Number.isSafeInteger(value) ? valueOf(constant(value)) : undefined;
}

/** One of several constants. */
export function oneOf(values: readonly number[]): Value | Unknown {
  return make(values.map(constant), true);
}

/** What a value is, if it can be only one thing. */
function onlyAtom(value: Value | Unknown): Atom | undefined {
  return value?.atoms.length === 1 ? value.atoms[0] : undefined;
}

/** The constant that a value is, if it can be only one. */
export function onlyConstant(value: Value | Unknown): number | undefined {
  const atom = onlyAtom(value);
  return atom?.kind === 'constant' ? atom.value : undefined;
}

/** The offset of the one stack address that a value is. */
export function onlyStackOffset(value: Value | Unknown): number | undefined {
  const atom = onlyAtom(value);
  return atom?.kind === 'stack' ? atom.offset : undefined;
}

export function sameValue(a: Value | Unknown, b: Value | Unknown): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return (
    a.exact === b.exact &&
    a.atoms.length === b.atoms.length &&
    a.atoms.every((atom, i) => isSameAtom(atom, b.atoms[i] as Atom))
  );
}

function make(atoms: readonly Atom[], exact: boolean): Value | Unknown {
  if (atoms.length === 0) return undefined;
  return atoms.length === 1 ? { atoms, exact } : limit(ordered(atoms), exact);
}

/** A value of atoms that are in order. */
function limit(sorted: readonly Atom[], exact: boolean): Value | Unknown {
  const widened = sorted.length > MOST_ATOMS || sorted.some(({ kind }) => kind === 'series');
  return widened ? widen(sorted, exact) : { atoms: sorted, exact };
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
  return { atoms: ordered([...others, series(first, step)]), exact };
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return Math.abs(a);
}

/** Whether all that `b` may be is among what `a` may be. */
function includes(a: Value, b: Value): boolean {
  return (b.exact || !a.exact) && b.atoms.every((atom) => a.atoms.some((each) => isSameAtom(each, atom)));
}

/** What is either of the two. */
export function join(a: Value | Unknown, b: Value | Unknown): Value | Unknown {
  if (a === b) return a;
  if (a === undefined || b === undefined) return undefined;
  if (includes(a, b)) return a;
  const joined = limit(merged(a.atoms, b.atoms), a.exact && b.exact);
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
  if (a.atoms.length === 1 && b.atoms.length === 1) {
    const atom = operation(a.atoms[0] as Atom, b.atoms[0] as Atom);
    return atom === undefined ? undefined : { atoms: [atom], exact: a.exact && b.exact };
  }
  const atoms: Atom[] = [];
  for (const left of a.atoms) {
    for (const right of b.atoms) {
      const atom = operation(left, right);
      if (atom === undefined) return undefined;
      atoms.push(atom);
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
  const atoms: Atom[] = [];
  let isChanged = false;
  for (const atom of value.atoms) {
    const kept = narrowAtom(atom, size, signed);
    if (kept === undefined) return undefined;
    atoms.push(kept);
    isChanged ||= kept !== atom;
  }
  return isChanged ? make(atoms, value.exact) : value;
}

function narrowAtom(atom: Atom, size: number, signed: boolean): Atom | undefined {
  const limit = 2 ** (size * 8);
  switch (atom.kind) {
    case 'constant': {
      const low = ((atom.value % limit) + limit) % limit;
      const kept = signed && low >= limit / 2 ? low - limit : low;
      return kept === atom.value ? atom : constant(kept);
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
