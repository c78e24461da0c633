// SPDX-License-Identifier: MIT
// The machine that a QEMU command line makes (docs/system/target-i386 and `-device help` of QEMU).
import { err, ok, type Diagnostic, type Result } from '../../diagnostic/index.ts';
import type { MachineDevice, MachineFacts } from './machine-facts.ts';
import { microvmNeedsLine, qemuBadValue, qemuMachineUnknown } from './messages.ts';
import { readProperties, readQemuOptions, type QemuOption } from './qemu-options.ts';
import type { ShellWord } from './shell-words.ts';

type Board = 'microvm' | 'pc' | 'q35';

/** Devices that a kernel needs no driver for: bridges, which the firmware sets up, and what only QEMU looks at. */
const NO_DRIVER_NEEDED =
  /^(pcie-root-port|pcie-pci-bridge|pci-bridge|ioh3420|x3130-upstream|xio3130-downstream|pxb(-pcie)?|i82801b11-bridge|loader|guest-loader|vmcoreinfo|isa-debugcon|isa-parallel)$/;

/** Devices with a name that tells neither driver nor bus. */
const NAMED: Readonly<Record<string, string>> = {
  'isa-serial': 'serial-16550',
  'isa-debug-exit': 'debug-exit',
  pvpanic: 'pvpanic',
  virtserialport: 'virtio-console',
  virtconsole: 'virtio-console',
};

const VIRTIO =
  /^(?:vhost-(?:user-)?|virtio-)([a-z0-9]+(?:-(?!pci|device|ccw|transitional|non)[a-z0-9]+)*)(?:-(pci|device))?(?:-(?:non-)?transitional)?$/;

/** What `virtio-serial` is, and others that have two names. */
const VIRTIO_NAMES: Readonly<Record<string, string>> = { serial: 'console', vga: 'gpu' };

/** The driver and the bus of a device by QEMU's name of it; undefined when no driver is needed. */
function driverOf(device: string, board: Board): Pick<MachineDevice, 'driver' | 'bus'> | undefined {
  if (NO_DRIVER_NEEDED.test(device)) return undefined;
  const named = NAMED[device];
  if (named !== undefined) return { driver: named };
  const virtio = VIRTIO.exec(device);
  if (virtio === null) return { driver: device };
  const [, name = '', suffix] = virtio;
  const mmio = suffix === 'device' || (suffix === undefined && board === 'microvm');
  return { driver: `virtio-${VIRTIO_NAMES[name] ?? name}`, bus: mmio ? 'virtio-mmio' : 'virtio-pci' };
}

class QemuMachine {
  readonly devices: MachineDevice[] = [];
  readonly diagnostics: Diagnostic[] = [];
  board: Board = 'pc';
  machine: ReadonlyMap<string, string> = new Map([['type', 'pc']]);
  private readonly options: readonly QemuOption[];

  constructor(options: readonly QemuOption[]) {
    this.options = options;
  }

  has(name: string): boolean {
    return this.options.some((option) => option.name === name);
  }

  read(): void {
    for (const option of this.options.filter(({ name }) => name === 'machine')) this.readMachine(option);
    for (const option of this.options) this.readOption(option);
    if (this.has('nodefaults')) return;
    const serial = this.machine.get('isa-serial') !== 'off';
    const given = this.options.some(({ name, value }) => name === 'serial' && value !== 'none');
    const refused = this.options.some(({ name, value }) => name === 'serial' && value === 'none');
    if (serial && !given && !refused)
      this.devices.push({ driver: 'serial-16550', named: "QEMU's default console" });
  }

  private properties(option: QemuOption, first: string): ReadonlyMap<string, string> {
    const properties = readProperties(option.value, first);
    if (properties === undefined)
      this.diagnostics.push(qemuBadValue(option.name, option.value, option.word.place));
    return properties ?? new Map();
  }

  private readMachine(option: QemuOption): void {
    const properties = this.properties(option, 'type');
    this.machine = new Map([...this.machine, ...properties]);
    const type = properties.get('type');
    if (type === undefined) return;
    const board = /^(microvm|q35|pc)$/.exec(type)?.[1] ?? /^pc-(q35|i440fx)-[\d.]+$/.exec(type)?.[1];
    if (board === undefined) this.diagnostics.push(qemuMachineUnknown(type, option.word.place));
    this.board = board === 'microvm' || board === 'q35' ? board : 'pc';
  }

  private add(driver: string | undefined, option: QemuOption, bus?: MachineDevice['bus']): void {
    if (driver === undefined) return;
    const named = `-${option.name} ${option.value.split(',', 1)[0] ?? ''}`;
    this.devices.push({ driver, named, place: option.word.place, ...(bus === undefined ? {} : { bus }) });
  }

  private addByName(device: string, option: QemuOption): void {
    const found = driverOf(device, this.board);
    if (found !== undefined) this.add(found.driver, option, found.bus);
  }

  private readOption(option: QemuOption): void {
    const { name, value } = option;
    switch (name) {
      case 'device': {
        const device = this.properties(option, 'driver').get('driver');
        if (device !== undefined) this.addByName(device, option);
        return;
      }
      case 'drive': {
        const interfaceName = this.properties(option, 'file').get('if') ?? 'ide';
        if (interfaceName === 'virtio') this.addByName('virtio-blk', option);
        else if (!['none', 'pflash'].includes(interfaceName)) this.add(this.disk(interfaceName), option);
        return;
      }
      case 'hda':
      case 'hdb':
      case 'hdc':
      case 'hdd':
      case 'cdrom':
        return this.add(this.disk('ide'), option);
      case 'nic':
      case 'net': {
        const model = this.properties(option, 'type').get('model');
        const type = value.split(',', 1)[0];
        if (model !== undefined) this.addByName(model === 'virtio' ? 'virtio-net' : model, option);
        else if (type === 'nic' || (name === 'nic' && type !== 'none')) this.add('e1000', option);
        return;
      }
      case 'serial':
        return value === 'none' ? undefined : this.add('serial-16550', option);
      case 'virtfs':
        return this.addByName('virtio-9p', option);
      case 'watchdog':
        return this.add(value, option);
      case 'vga':
        return value === 'none'
          ? undefined
          : this.add(value === 'virtio' ? 'virtio-gpu' : `vga-${value}`, option);
      default:
        return undefined;
    }
  }

  /** What drives a disk that has no device of its own on the command line. */
  private disk(interfaceName: string): string {
    return interfaceName === 'ide' && this.board === 'q35' ? 'ahci' : interfaceName;
  }

  usesKvm(): boolean {
    const accel = this.options
      .filter(({ name }) => name === 'accel')
      .map(({ value }) => value.split(',', 1)[0]);
    const ofMachine = this.machine.get('accel')?.split(':')[0];
    return this.has('enable-kvm') || accel[0] === 'kvm' || ofMachine === 'kvm';
  }

  /** How many CPUs start (QEMU's `-smp`): those that are named, or as many as the topology has. */
  cpus(): MachineFacts['cpus'] {
    const values = this.options.filter(({ name }) => name === 'smp').map(({ value }) => value);
    if (values.some((value) => value.includes('$'))) return 'several';
    const properties = new Map(values.flatMap((value) => [...(readProperties(value, 'cpus') ?? [])]));
    const number = (name: string): number => Number(properties.get(name) ?? 0) || 0;
    const levels = ['sockets', 'dies', 'clusters', 'modules', 'cores', 'threads'];
    const product = levels.reduce((total, name) => total * (number(name) || 1), 1);
    // QEMU starts all that there may be unless "cpus" says otherwise.
    return (number('cpus') || number('maxcpus') || product) > 1 ? 'several' : 'one';
  }

  hasAcpi(): boolean {
    return this.machine.get('acpi') !== 'off' && !this.has('no-acpi');
  }
}

/** Whether a microvm with ACPI has virtio devices, which it then tells of by ACPI alone. */
function microvmWarnings(machine: QemuMachine): Diagnostic[] {
  const { board, devices } = machine;
  const told =
    board !== 'microvm' || (!machine.hasAcpi() && machine.machine.get('auto-kernel-cmdline') !== 'off');
  const device = devices.find(({ bus }) => bus === 'virtio-mmio');
  return told || device === undefined
    ? []
    : [microvmNeedsLine(device.named, machine.hasAcpi(), device.place)];
}

/** Reads the words of a QEMU command. `file` is where they come from. */
export function qemuFacts(words: readonly ShellWord[], file: string): Result<MachineFacts> {
  const options = readQemuOptions(words, file);
  if (!options.ok) return options;
  const machine = new QemuMachine(options.value);
  machine.read();
  const [first, ...rest] = machine.diagnostics;
  if (first !== undefined) return err(first, ...rest);
  const acpi = machine.hasAcpi() ? ['acpi', 'acpi-power'] : [];
  const pit = machine.machine.get('pit') === 'off' ? 'none' : 'pit';
  return ok({
    name: `qemu-${machine.board}`,
    kind: 'a QEMU command line',
    place: { file },
    devices: machine.devices,
    cpus: machine.cpus(),
    features: acpi,
    clock: machine.usesKvm() ? 'hypervisor' : pit,
    warnings: microvmWarnings(machine),
  });
}
