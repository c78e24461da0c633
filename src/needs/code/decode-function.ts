// SPDX-License-Identifier: MIT
import { Decoder } from './decode.ts';
import type { Instruction } from './instruction.ts';
import { QuickDecoder } from './quick-decode.ts';

/**
 * Decodes the bytes of a function one instruction after the other, up to the first that are none.
 *
 * @param address Of the first byte.
 */
export function decodeInstructions(bytes: Uint8Array, address: number): Instruction[] {
  const quick = new QuickDecoder(bytes, address);
  const instructions: Instruction[] = [];
  let other: Decoder | undefined;
  for (let at = 0; at < bytes.length;) {
    const instruction = quick.decode(at) ?? (other ??= new Decoder(bytes, address)).decode(at);
    if (instruction === undefined) break;
    instructions.push(instruction);
    at = instruction.next - address;
  }
  other?.free();
  return instructions;
}
