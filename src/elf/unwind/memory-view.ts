// SPDX-License-Identifier: MIT
import { readMemory } from '../memory.ts';
import { moduleAt, type UnwindModule } from './module.ts';

/** A piece of the crashed program's memory. */
export interface MemoryCopy {
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

/** Little-endian reads from what is known of the program's memory: the stack copy and the files behind the modules. */
export interface MemoryView {
  /** `size` is 1, 2, 4 or 8 bytes; undefined where the memory is not known. */
  read(address: bigint, size: number): bigint | undefined;
}

export function memoryView(stack: MemoryCopy, modules: readonly UnwindModule[]): MemoryView {
  return {
    read(address, size) {
      const offset = address - stack.address;
      if (offset >= 0n && offset + BigInt(size) <= BigInt(stack.bytes.length)) {
        return littleEndian(stack.bytes.subarray(Number(offset), Number(offset) + size));
      }
      // Only what the file says: correct for code and constants, which is all that unwinding reads outside the stack.
      const module = moduleAt(modules, address);
      if (module?.file === undefined) return undefined;
      const bytes = readMemory(module.file, 'bytes of the program', address - module.bias, BigInt(size));
      return bytes.ok ? littleEndian(bytes.value) : undefined;
    },
  };
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index] ?? 0);
  return value;
}
