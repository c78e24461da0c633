// SPDX-License-Identifier: MIT
// Functions that do not return: what lies behind a call of one is not where control goes on.
import type { FunctionUnits } from './function-units.ts';
import type { LoadedFile } from './loaded-file.ts';
import type { Stubs } from './stubs.ts';

/** By their standards (ISO C, POSIX, LSB, the Itanium C++ ABI). */
const IMPORTED: ReadonlySet<string> = new Set(
  `abort exit _exit _Exit quick_exit __stack_chk_fail __assert_fail __assert_perror_fail __assert longjmp _longjmp siglongjmp
   __longjmp_chk __fortify_fail __chk_fail pthread_exit err errx verr verrx __libc_start_main _Unwind_Resume __cxa_throw
   __cxa_rethrow __cxa_bad_cast __cxa_bad_typeid _ZSt9terminatev _ZSt17__throw_bad_allocv`.split(/\s+/),
);

/** Longer chains of jumps from function to function are not followed. */
const MOST_DEPTH = 4;

export class NoReturn {
  readonly #file: LoadedFile;
  readonly #units: FunctionUnits;
  readonly #stubs: Stubs;
  readonly #known = new Map<number, boolean>();

  constructor(file: LoadedFile, units: FunctionUnits, stubs: Stubs) {
    this.#file = file;
    this.#stubs = stubs;
    this.#units = units;
  }

  /** Whether a call of the function at an address is known not to come back. */
  neverReturns(address: number, depth = 0): boolean {
    const known = this.#known.get(address);
    if (known !== undefined) return known;
    const name = this.#stubs.get(address);
    const result = name === undefined ? this.#hasNoWayOut(address, depth) : IMPORTED.has(name);
    this.#known.set(address, result);
    return result;
  }

  /** Functions that end by jumping to another one return when that does. */
  #hasNoWayOut(address: number, depth: number): boolean {
    const ways = this.#units.waysOut(address);
    return ways !== undefined && depth < MOST_DEPTH && ways.every((way) => this.neverReturns(way, depth + 1));
  }

  /** Whether calls through a GOT slot are known not to come back. */
  neverReturnsThrough(slot: number): boolean {
    const fixup = this.#file.fixups.get(slot);
    return fixup?.kind === 'import' && IMPORTED.has(fixup.name);
  }
}
