// SPDX-License-Identifier: MIT
// What a machine is made of. Adding one means adding an entry; everything else asks these.

export const MACHINE_NAMES = ['microvm', 'q35'] as const;

export type MachineName = (typeof MACHINE_NAMES)[number];

export interface MachineDescription {
  readonly name: MachineName;
  /** One line, no full stop. */
  readonly summary: string;
  /** QEMU's `-machine`. */
  readonly machine: string;
  /** Options that only this machine has. */
  readonly options: readonly string[];
  /** How names of virtio devices end on this machine's bus. */
  readonly virtioSuffix: 'device' | 'pci';
  /** Bytes of memory without which the firmware does not come to the kernel. */
  readonly leastMemory: number;
  /** The longest kernel command line in bytes, what the machine appends included, the final NUL not. */
  readonly commandLineLimit: number;
  /** Bytes that the machine appends to the command line for each virtio device. */
  readonly commandLinePerDevice: number;
}

const DESCRIPTIONS: Readonly<Record<MachineName, MachineDescription>> = {
  microvm: {
    name: 'microvm',
    summary: 'the smallest and fastest: virtio over MMIO, no PCI, no ACPI',
    // Without ACPI tables and option ROMs the firmware (qboot) has nothing to do but to enter the kernel. The PIT stays for
    // calibration where the CPU does not tell its frequency, the RTC for the date. The serial ports are added as devices, like
    // on other machines.
    machine: 'microvm,acpi=off,x-option-roms=off,isa-serial=off',
    // The modern interface: without this, QEMU's virtio-mmio speaks the one from before virtio 1.0.
    options: ['-global', 'virtio-mmio.force-legacy=false'],
    virtioSuffix: 'device',
    leastMemory: 2 ** 20,
    // The kernel copies it to BOOT_COMMAND_LINE_SIZE bytes; QEMU and qboot took 60,000 in a test.
    commandLineLimit: 8191,
    // ` virtio_mmio.device=512@0xfeb02e00:12`
    commandLinePerDevice: 38,
  },
  q35: {
    name: 'q35',
    summary: 'a PC: virtio over PCI, ACPI, pvpanic',
    // Without the disk and bus controllers that the kernel has no driver for, SeaBIOS has a tenth less to do.
    machine: 'q35,sata=off,smbus=off',
    options: ['-device', 'pvpanic'],
    virtioSuffix: 'pci',
    // SeaBIOS resets the machine with less than 1600K, as measured.
    leastMemory: 2 * 2 ** 20,
    // SeaBIOS hands over to pvh.bin, whose buffer for the line is 4096 bytes; it does not check, and longer lines end mangled.
    commandLineLimit: 4095,
    commandLinePerDevice: 0,
  },
};

export function describeMachine(name: MachineName): MachineDescription {
  return DESCRIPTIONS[name];
}
