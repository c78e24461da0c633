// SPDX-License-Identifier: MIT
// From what is known of an argument to the names or numbers that it stands for.
import type { LoadedFile } from '../code/loaded-file.ts';
import type { Atom, Unknown, Value } from '../code/value.ts';
import { MOST_SYSTEM_CALL, type CallKind } from './sinks.ts';
import type { TableReader } from './tables.ts';

/** What an argument may be. */
export interface Argument {
  /** Names of symbols or libraries, or numbers in decimal. */
  readonly wanted: readonly string[];
  /** Whether these are known to be all and nothing but what is asked for. */
  readonly exact: boolean;
  /** Places of the function's own arguments that are handed on. */
  readonly handedOn: readonly number[];
  /** Why that may not be all; undefined when it is. */
  readonly missing: string | undefined;
}

interface Partly {
  readonly wanted?: readonly string[];
  readonly exact?: boolean;
  readonly handedOn?: number;
  readonly missing?: string;
}

export function evaluate(
  file: LoadedFile,
  tables: TableReader,
  kind: CallKind,
  value: Value | Unknown,
): Argument {
  if (value === undefined) {
    return { wanted: [], exact: false, handedOn: [], missing: 'it is computed at run time' };
  }
  const parts = value.atoms.map((atom) =>
    kind === 'syscall' ? evaluateNumber(tables, atom) : evaluateText(file, tables, atom),
  );
  return {
    wanted: [...new Set(parts.flatMap((part) => part.wanted ?? []))],
    exact: value.exact && parts.every((part) => part.exact !== false),
    handedOn: parts.flatMap(({ handedOn }) => handedOn ?? []),
    missing: parts.find(({ missing }) => missing !== undefined)?.missing,
  };
}

function evaluateNumber(tables: TableReader, atom: Atom): Partly {
  switch (atom.kind) {
    case 'constant':
      // Programs ask for numbers that no kernel has to see that it says so.
      return atom.value >= 0 && atom.value <= MOST_SYSTEM_CALL ? { wanted: [String(atom.value)] } : {};
    case 'entry':
      return { handedOn: atom.place };
    case 'entries': {
      const numbers = atom.origin === 0 ? tables.numbers(atom.base, atom.step, atom.width) : undefined;
      const wanted = numbers?.filter((number) => number >= 0 && number <= MOST_SYSTEM_CALL).map(String);
      return wanted === undefined
        ? { missing: 'it is read from a table of unknown size' }
        : { wanted, exact: false };
    }
    case 'series':
    case 'stack':
    case 'import':
      return { missing: 'it is computed at run time' };
    default:
      return atom satisfies never;
  }
}

function evaluateText(file: LoadedFile, tables: TableReader, atom: Atom): Partly {
  switch (atom.kind) {
    case 'constant': {
      // NULL stands for the program itself, or for nothing to do.
      if (atom.value === 0) return {};
      const text = file.textAt(atom.value);
      if (text === undefined || !file.isConstant(atom.value))
        return { missing: 'it is no text that is known' };
      return text === '' ? {} : { wanted: [text] };
    }
    case 'entry':
      return { handedOn: atom.place };
    case 'entries':
      return fromTable(tables.pointedTexts(atom.base, atom.step, atom.width, atom.origin));
    case 'series':
      return fromTable(tables.embeddedTexts(atom.base, atom.step));
    case 'stack':
      return { missing: 'it is put together in the stack' };
    case 'import':
      return { missing: 'it is in another file' };
    default:
      return atom satisfies never;
  }
}

function fromTable(wanted: readonly string[]): Partly {
  return wanted.length === 0
    ? { missing: 'it is read from a table that is filled at run time' }
    : { wanted, exact: false };
}
