// SPDX-License-Identifier: MIT
// From machine code to reduced instructions: any that there are. The only importer of the decoder (iced-x86, which is WebAssembly):
// nothing of it leaves this file, so that no object of its memory has to be freed elsewhere.
import * as iced from 'iced-x86';
import {
  instructionOf,
  RSP,
  type Instruction,
  type Operand,
  type Operation,
  type RegisterOperand,
} from './instruction.ts';

const { Mnemonic, OpKind, Register, FlowControl } = iced;

/** The suffixes of conditional instructions, as the decoder spells them. */
const CONDITIONS = [
  'o',
  'no',
  'b',
  'ae',
  'e',
  'ne',
  'be',
  'a',
  's',
  'ns',
  'p',
  'np',
  'l',
  'ge',
  'le',
  'g',
] as const;

const OPERATIONS: ReadonlyMap<iced.Mnemonic, Operation> = new Map<iced.Mnemonic, Operation>([
  [Mnemonic.Mov, 'move'],
  [Mnemonic.Movzx, 'move-zero-extended'],
  [Mnemonic.Movsx, 'move-sign-extended'],
  [Mnemonic.Movsxd, 'move-sign-extended'],
  [Mnemonic.Cdqe, 'sign-extend-rax'],
  [Mnemonic.Lea, 'address'],
  [Mnemonic.Add, 'add'],
  [Mnemonic.Sub, 'subtract'],
  [Mnemonic.Adc, 'add-carry'],
  [Mnemonic.Sbb, 'subtract-borrow'],
  [Mnemonic.Neg, 'negate'],
  [Mnemonic.And, 'and'],
  [Mnemonic.Or, 'or'],
  [Mnemonic.Xor, 'xor'],
  [Mnemonic.Shl, 'shift-left'],
  [Mnemonic.Imul, 'multiply'],
  [Mnemonic.Xchg, 'exchange'],
  [Mnemonic.Push, 'push'],
  [Mnemonic.Pop, 'pop'],
  [Mnemonic.Leave, 'leave'],
  [Mnemonic.Cmp, 'compare'],
  [Mnemonic.Test, 'compare'],
  [Mnemonic.Syscall, 'system-call'],
  [Mnemonic.Nop, 'nothing'],
  [Mnemonic.Int3, 'nothing'],
  [Mnemonic.Endbr64, 'nothing'],
  [Mnemonic.Ud2, 'stop'],
  [Mnemonic.Hlt, 'stop'],
  ...CONDITIONS.flatMap((condition): [iced.Mnemonic, Operation][] => [
    [Mnemonic[`Cmov${condition}`], 'move-if'],
    [Mnemonic[`Set${condition}`], 'set-if'],
  ]),
]);

/** By the decoder's number of a register; asked of it once. */
const generalRegisters: (RegisterOperand | undefined)[] = [];
for (const id of Object.values(Register)) {
  // The enumeration has the names as well.
  if (typeof id === 'string' || id === Register.None || !iced.RegisterExt.isGPR(id)) continue;
  const high = id >= Register.AH && id <= Register.BH;
  const register = iced.RegisterExt.number(iced.RegisterExt.fullRegister(id));
  generalRegisters[id] = { kind: 'register', register, size: iced.RegisterExt.size(id), high };
}

const OTHER: Operand = { kind: 'other' };

function safeNumber(value: bigint): number | undefined {
  const signed = Number(BigInt.asIntN(64, value));
  return Number.isSafeInteger(signed) ? signed : undefined;
}

/** Decodes single instructions of a function. */
export class Decoder {
  readonly #decoder: iced.Decoder;
  readonly #instruction = new iced.Instruction();
  readonly #facts = new iced.InstructionInfoFactory();
  readonly #address: number;

  /** @param address Of the first byte. */
  constructor(bytes: Uint8Array, address: number) {
    this.#decoder = new iced.Decoder(64, bytes, iced.DecoderOptions.None);
    this.#address = address;
  }

  /** The instruction that begins `start` bytes behind the first; undefined where none does. */
  decode(start: number): Instruction | undefined {
    this.#decoder.position = start;
    this.#decoder.ip = BigInt(this.#address + start);
    this.#decoder.decodeOut(this.#instruction);
    if (this.#instruction.isInvalid) return undefined;
    return reduce(this.#instruction, this.#address + start, this.#facts);
  }

  free(): void {
    this.#facts.free();
    this.#instruction.free();
    this.#decoder.free();
  }
}

function reduce(
  instruction: iced.Instruction,
  address: number,
  facts: iced.InstructionInfoFactory,
): Instruction {
  const next = address + instruction.length;
  const known = OPERATIONS.get(instruction.mnemonic);
  if (known === undefined) {
    const flow = instruction.flowControl;
    const branch = flow === FlowControl.Next ? undefined : branchOf(instruction, flow);
    if (branch !== undefined) {
      const { operation, operands, target } = branch;
      return instructionOf(address, next, operation, operands, target, 0, false);
    }
  }
  const operands = operandsOf(instruction);
  if (known !== undefined && isPlain(known, operands))
    return instructionOf(address, next, known, operands, undefined, 0, false);
  const { written, writesMemory } = effectsOf(instruction, facts);
  return instructionOf(address, next, 'other', operands, undefined, written, writesMemory);
}

function operandsOf(instruction: iced.Instruction): Operand[] {
  const count = instruction.opCount;
  if (count === 0) return [];
  if (count === 1) return [operandOf(instruction, 0)];
  if (count === 2) return [operandOf(instruction, 0), operandOf(instruction, 1)];
  return Array.from({ length: count }, (_, index) => operandOf(instruction, index));
}

/** Instructions of one of our operations that have a form which we do not compute: segment registers, one-operand imul. */
function isPlain(operation: Operation, operands: readonly Operand[]): boolean {
  if (
    operation === 'sign-extend-rax' ||
    operation === 'system-call' ||
    operation === 'stop' ||
    operation === 'leave'
  )
    return true;
  if (operation === 'compare' || operation === 'nothing') return true;
  if (operation === 'multiply' && operands.length < 2) return false;
  return operands.every(({ kind }) => kind !== 'other');
}

function branchOf(
  instruction: iced.Instruction,
  flow: iced.FlowControl,
): Pick<Instruction, 'operation' | 'operands' | 'target'> | undefined {
  switch (flow) {
    case FlowControl.UnconditionalBranch:
      return { operation: 'jump', operands: [], target: targetOf(instruction) };
    case FlowControl.ConditionalBranch:
      return { operation: 'jump-if', operands: [], target: targetOf(instruction) };
    case FlowControl.IndirectBranch:
      return { operation: 'jump', operands: [operandOf(instruction, 0)], target: undefined };
    case FlowControl.IndirectCall:
      return { operation: 'call', operands: [operandOf(instruction, 0)], target: undefined };
    case FlowControl.Return:
      return { operation: 'return', operands: [], target: undefined };
    case FlowControl.Call:
      // The decoder counts syscall as a call, too.
      return instruction.mnemonic === Mnemonic.Call
        ? { operation: 'call', operands: [], target: targetOf(instruction) }
        : undefined;
    default:
      return undefined;
  }
}

function targetOf(instruction: iced.Instruction): number | undefined {
  return safeNumber(instruction.nearBranchTarget);
}

function operandOf(instruction: iced.Instruction, index: number): Operand {
  const kind = instruction.opKind(index);
  switch (kind) {
    case OpKind.Register:
      return generalRegisters[instruction.opRegister(index)] ?? OTHER;
    case OpKind.Immediate8:
    case OpKind.Immediate16:
    case OpKind.Immediate32:
    case OpKind.Immediate64:
    case OpKind.Immediate8to16:
    case OpKind.Immediate8to32:
    case OpKind.Immediate8to64:
    case OpKind.Immediate32to64:
      return { kind: 'immediate', value: safeNumber(instruction.immediate(index)) };
    case OpKind.Memory:
      return memoryOf(instruction);
    default:
      return OTHER;
  }
}

/** Bytes, by the decoder's number of a kind of memory operand; asked of it once. */
const memorySizes: (number | undefined)[] = [];

function sizeOfMemory(kind: iced.MemorySize): number {
  return (memorySizes[kind] ??= iced.MemorySizeExt.size(kind));
}

function memoryOf(instruction: iced.Instruction): Operand {
  const base = instruction.memoryBase;
  const isRipRelative = base === Register.RIP || base === Register.EIP;
  const displacement = safeNumber(instruction.memoryDisplacement) ?? 0;
  const segment = instruction.memorySegment;
  return {
    kind: 'memory',
    base: isRipRelative ? undefined : generalRegisters[base]?.register,
    index: generalRegisters[instruction.memoryIndex]?.register,
    scale: instruction.memoryIndexScale,
    displacement,
    size: sizeOfMemory(instruction.memorySize),
    isThreadLocal: segment === Register.FS || segment === Register.GS,
  };
}

function effectsOf(
  instruction: iced.Instruction,
  facts: iced.InstructionInfoFactory,
): { readonly written: number; readonly writesMemory: boolean } {
  const info = facts.info(instruction);
  try {
    let written = 0;
    for (const used of info.usedRegisters() as iced.UsedRegister[]) {
      const general = generalRegisters[used.register];
      if (general !== undefined && isWrite(used.access)) written |= 1 << general.register;
      used.free();
    }
    // Pushes of what is not tracked (flags) still move the stack pointer; that it is lost is right and seldom.
    let writesMemory = (written & (1 << RSP)) !== 0;
    for (const used of info.usedMemory() as iced.UsedMemory[]) {
      if (isWrite(used.access)) writesMemory = true;
      used.free();
    }
    return { written, writesMemory };
  } finally {
    info.free();
  }
}

function isWrite(access: iced.OpAccess): boolean {
  return (
    access === iced.OpAccess.Write ||
    access === iced.OpAccess.CondWrite ||
    access === iced.OpAccess.ReadWrite ||
    access === iced.OpAccess.ReadCondWrite
  );
}
