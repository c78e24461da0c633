// SPDX-License-Identifier: MIT

/** The general registers by their DWARF numbers (x86-64 psABI, figure 3.36); 16 is the return address. */
export const dwarfRegisters = [
  'rax',
  'rdx',
  'rcx',
  'rbx',
  'rsi',
  'rdi',
  'rbp',
  'rsp',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'r13',
  'r14',
  'r15',
  'rip',
] as const;

export type RegisterName = (typeof dwarfRegisters)[number];

/** Values by DWARF number; undefined for what is not known in a frame. */
export type RegisterValues = readonly (bigint | undefined)[];

export const RBP = 6;
export const RSP = 7;
export const RIP = 16;

/** What a called function must keep (psABI, figure 3.4), so what a caller has when call frame information is silent. */
export const calleeSaved: readonly number[] = [3, RBP, 12, 13, 14, 15];

export function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
