// SPDX-License-Identifier: MIT
// The functions whose argument is a need: a name to look up, a library to open, the number of a system call.
import { RAX, RDI, RSI } from '../code/instruction.ts';

/** What is asked for at run time. */
export type CallKind = 'dlsym' | 'dlopen' | 'syscall';

/** A place in the program that the argument in question flows to. */
export interface Sink {
  readonly kind: CallKind;
  /** Where the argument is when the function is entered; see `entryRegister` and `entrySlot` in code/value.ts. */
  readonly place: number;
  /** The function for people: `dlsym`, or a function of the program that hands its argument on. */
  readonly name: string;
  /** How many functions hand the argument on before it gets where it is used. */
  readonly depth: number;
}

/** Functions of libraries, by name. */
export const IMPORTED_SINKS: ReadonlyMap<string, Omit<Sink, 'depth'>> = new Map(
  (
    [
      { kind: 'dlsym', place: RSI, name: 'dlsym' },
      { kind: 'dlsym', place: RSI, name: 'dlvsym' },
      { kind: 'dlopen', place: RDI, name: 'dlopen' },
      { kind: 'dlopen', place: RSI, name: 'dlmopen' },
      { kind: 'syscall', place: RDI, name: 'syscall' },
      // GLib and libtool hand the name on in a library of their own.
      { kind: 'dlsym', place: RSI, name: 'g_module_symbol' },
      { kind: 'dlsym', place: RSI, name: 'lt_dlsym' },
    ] as const
  ).map((sink) => [sink.name, sink]),
);

/** The instruction itself, as if it were a function. */
export const SYSTEM_CALL_SINK: Sink = { kind: 'syscall', place: RAX, name: 'syscall instruction', depth: 0 };

/** Longer chains of functions that hand an argument on are not followed. */
export const MOST_DEPTH = 8;

/** No system call has a higher number. */
export const MOST_SYSTEM_CALL = 1023;
