// SPDX-License-Identifier: MIT
// From what somebody wants to run to the words that QEMU is started with. No effects.
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import type { Accelerator } from './accelerator.ts';
import { joinCommandLine } from './kernel-command-line.ts';
import { describeMachine, type MachineDescription, type MachineName } from './machines.ts';
import { networkArgs, type GuestNetwork } from './network.ts';
import { badAmount, commandLineTooLong, memoryBelowMachine, relativeProgram } from './messages.ts';

/** What the kernel is told to start. */
export type GuestCommand =
  | {
      readonly kind: 'program';
      /** Absolute, in the guest. */
      readonly path: string;
      readonly args: readonly string[];
      readonly env?: ReadonlyMap<string, string>;
      readonly cwd?: string;
    }
  /** What follows the options, written by the user as docs/guest-interface.md has it. */
  | { readonly kind: 'line'; readonly text: string };

export interface GuestSpec {
  readonly machine: MachineName;
  /** The kernel, an ELF file with a PVH entry. */
  readonly kernel: string;
  /** Raw image of the root file system; without it the guest has no disk. */
  readonly disk?: string;
  /** Bytes, a multiple of 4096. */
  readonly memoryBytes: number;
  /** Without it the guest has no network card. */
  readonly network?: GuestNetwork;
  readonly cpus: number;
  readonly command: GuestCommand;
  /** Further kernel options, for example `--bootchart`. */
  readonly kernelOptions?: readonly string[];
  /** `terminal`: our own is handed to the program. `stream`: bytes with an end. `raw`: bytes without one. */
  readonly input: 'terminal' | 'stream' | 'raw';
  /** Whether the program's standard error comes apart from its standard output. */
  readonly separateStderr: boolean;
  readonly accelerator: Accelerator;
  /**
   * Count instructions from the kernel's entry to the program's first (`GuestRun.bootInstructions`). The machine's clocks then go
   * by executed instructions, one a nanosecond, which only emulation can do: it takes the place of `accelerator`.
   */
  readonly countInstructions?: boolean;
  /** Further words for QEMU. */
  readonly vmmArgs?: readonly string[];
  /** The VMM, a name on PATH or a path; `qemu-system-x86_64` unless given. */
  readonly vmm?: string;
}

/** Where the three streams of the guest go, as QEMU's `-chardev` words without the id. */
export interface GuestPorts {
  readonly console: string;
  readonly log: string;
  readonly stderr: string;
}

export interface GuestPlan {
  readonly spec: GuestSpec;
  readonly vmm: string;
  /** As the kernel gets it, without what the machine appends. */
  readonly commandLine: string;
  /** The VMM's arguments. */
  args(ports: GuestPorts): string[];
}

/** The serial ports by the streams that they carry. */
export const PORT = { console: 'com1', log: 'com2', stderr: 'com3' } as const;

const INPUT_OPTIONS = { terminal: ['--tty'], stream: ['--stdin=framed'], raw: [] } as const;

function consoleOptions(spec: GuestSpec): string[] {
  const stderr = spec.separateStderr ? [`--stderr=${PORT.stderr}`] : [];
  return [`--log=${PORT.log}`, ...stderr, ...INPUT_OPTIONS[spec.input]];
}

function commandLine(spec: GuestSpec): Result<string> {
  const counting = spec.countInstructions === true ? ['--bootchart'] : [];
  const options = [...consoleOptions(spec), ...counting, ...(spec.kernelOptions ?? [])];
  const { command } = spec;
  if (command.kind === 'line') {
    const joined = joinCommandLine(options);
    return joined.ok ? ok(`${joined.value} ${command.text}`) : joined;
  }
  if (!command.path.startsWith('/')) return err(relativeProgram(command.path));
  for (const [key, value] of command.env ?? []) options.push(`--env=${key}=${value}`);
  if (command.cwd !== undefined) options.push(`--cwd=${command.cwd}`);
  return joinCommandLine([...options, command.path, ...command.args]);
}

function checkAmounts(spec: GuestSpec, machine: MachineDescription): Diagnostic | undefined {
  if (!Number.isInteger(spec.memoryBytes / 4096) || spec.memoryBytes < 2 ** 20) {
    return badAmount('memory in bytes', spec.memoryBytes, 'at least 1 MiB, in whole pages of 4096');
  }
  if (spec.memoryBytes < machine.leastMemory)
    return memoryBelowMachine(machine.name, spec.memoryBytes, machine.leastMemory);
  if (!Number.isInteger(spec.cpus) || spec.cpus < 1)
    return badAmount('CPUs', spec.cpus, 'a whole number from 1');
  return undefined;
}

/** Checks a specification and works out how QEMU is to be started. */
export function planGuest(spec: GuestSpec): Result<GuestPlan> {
  const machine = describeMachine(spec.machine);
  const amounts = checkAmounts(spec, machine);
  if (amounts !== undefined) return err(amounts);
  const line = commandLine(spec);
  if (!line.ok) return line;
  const length = new TextEncoder().encode(line.value).length;
  const limit = machine.commandLineLimit - machine.commandLinePerDevice * virtioDevices(spec).length;
  if (length > limit) return err(commandLineTooLong(machine.name, length, limit));
  return ok({
    spec,
    vmm: spec.vmm ?? 'qemu-system-x86_64',
    commandLine: line.value,
    args: (ports) => vmmArgs(spec, machine, line.value, ports),
  });
}

function virtioDevices(spec: GuestSpec): string[] {
  return [...(spec.disk === undefined ? [] : ['blk']), ...(spec.network === undefined ? [] : ['net']), 'rng'];
}

function vmmArgs(spec: GuestSpec, machine: MachineDescription, line: string, ports: GuestPorts): string[] {
  const counting = spec.countInstructions === true;
  const device = (name: string) => `virtio-${name}-${machine.virtioSuffix}`;
  const serial = (id: string, chardev: string, index: number) => [
    ...['-chardev', chardev.replace(/^[^,]*/, `$&,id=${id}`)],
    ...['-device', `isa-serial,index=${index},chardev=${id}`],
  ];
  return [
    // Nothing that was not asked for: no default devices, no configuration files, no window, no second boot.
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-machine', machine.machine, ...machine.options],
    // A /dev/kvm that is there may still refuse; then QEMU takes the next.
    ...(spec.accelerator === 'kvm' && !counting ? ['-accel', 'kvm'] : []),
    ...['-accel', 'tcg', '-cpu', 'max', '-smp', String(spec.cpus), '-m', `size=${spec.memoryBytes / 1024}k`],
    ...(counting ? ['-icount', 'shift=0'] : []),
    ...['-kernel', spec.kernel, '-append', line],
    ...serial('console', ports.console, 0),
    ...serial('log', ports.log, 1),
    ...(spec.separateStderr ? serial('stderr', ports.stderr, 2) : []),
    ...(spec.disk === undefined ? [] : diskArgs(spec.disk, device('blk'))),
    ...(spec.network === undefined ? [] : networkArgs(spec.network, device('net'))),
    ...['-device', device('rng')],
    ...['-device', 'isa-debug-exit,iobase=0x501,iosize=4'],
    ...(spec.vmmArgs ?? []),
  ];
}

function diskArgs(path: string, device: string): string[] {
  // JSON, since a path with a comma would end QEMU's short form. Not locked: several guests may read one image.
  const file = { driver: 'file', 'node-name': 'rootfs', filename: path, 'read-only': true, locking: 'off' };
  return ['-blockdev', JSON.stringify(file), '-device', `${device},drive=rootfs`];
}
