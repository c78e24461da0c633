// SPDX-License-Identifier: MIT
// glibc runs setuid and its kind in all threads: the number and the arguments of the system call are in a structure
// (`struct xid_command` of nptl/descr.h: int syscall_no; long int id[3]), which nothing but these calls fills.
import { RAX, RDI, RDX, RSI, type Instruction } from '../code/instruction.ts';
import type { FunctionCode } from '../code/flow.ts';

/** setuid, setgid, setreuid, setregid, setgroups, setresuid, setresgid. */
export const SETXID_NUMBERS: readonly string[] = ['105', '106', '113', '114', '116', '117', '119'];

/** By register, where in the structure its value is. */
const FIELDS: ReadonlyMap<number, number> = new Map([
  [RAX, 0],
  [RDI, 8],
  [RSI, 16],
  [RDX, 24],
]);

/** Within so many instructions all four are loaded. */
const MOST_BEFORE = 12;

/** Whether a `syscall` instruction gets number and arguments from such a structure. */
export function isSetxidCall(code: FunctionCode, { address }: Instruction): boolean {
  const at = code.byAddress.get(address) ?? 0;
  const loads = code.instructions
    .slice(Math.max(0, at - MOST_BEFORE), at)
    .flatMap(({ operation, operands }) => {
      const [to, from] = operands;
      if (operation !== 'move' || to?.kind !== 'register' || from?.kind !== 'memory') return [];
      if (from.base === undefined || FIELDS.get(to.register) !== from.displacement) return [];
      return [{ register: to.register, base: from.base }];
    });
  const structures = loads.filter(({ register }) => register === RAX).map(({ base }) => base);
  return structures.some((base) =>
    [...FIELDS.keys()].every((register) =>
      loads.some((load) => load.register === register && load.base === base),
    ),
  );
}
