// SPDX-License-Identifier: MIT
// OSv's names of what can be switched, `conf_drivers_<name>`, and what they are here.
import { nearestName } from '../util/index.ts';

/** OSv's drivers that have another name here, or more than one part. */
const RENAMED: Readonly<Record<string, readonly string[]>> = {
  acpi: ['acpi', 'acpi-power'],
  mmio: ['virtio-mmio'],
  pci: ['pci', 'virtio-pci'],
};

/** OSv's drivers that Thimble may lack, and what to take instead. Where there is a component of the name, that counts. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ahci: 'disks are virtio-blk',
  ena: 'network cards are virtio-net',
  hpet: 'the clock is that of the hypervisor, the TSC or the PIT, which are always in',
  hyperv: 'Hyper-V is not supported; QEMU, Firecracker and Cloud Hypervisor are',
  ide: 'disks are virtio-blk',
  nvme: 'disks are virtio-blk',
  pvscsi: 'disks are virtio-blk',
  scsi: 'disks are virtio-blk',
  vga: 'consoles are serial ports (serial-16550)',
  virtio_fs: 'put the files into the image (--file, fs=rofs)',
  virtio_net: 'this version has no network',
  virtio_rng: 'random numbers come from the CPU',
  virtio_scsi: 'disks are virtio-blk',
  vmxnet3: 'network cards are virtio-net',
  xen: 'Xen is not supported; QEMU, Firecracker and Cloud Hypervisor are',
};

/** OSv's variables whose names and meanings are the same here. */
const SAME = ['pvpanic', 'virtio', 'virtio_blk'] as const;

/** All variables of OSv's own profiles for x64. */
const OSV_NAMES: ReadonlySet<string> = new Set([...Object.keys(RENAMED), ...Object.keys(ELSEWHERE), ...SAME]);

/** Whether one of OSv's variables switches the component: what has none is in every kernel of OSv. */
export function hasOsvSwitch(component: string): boolean {
  return (
    OSV_NAMES.has(component.replaceAll('-', '_')) ||
    Object.values(RENAMED).some((names) => names.includes(component))
  );
}

/** What one of OSv's driver names stands for. */
export type OsvDriver =
  | { readonly kind: 'components'; readonly names: readonly string[] }
  /** OSv has it, Thimble does not. */
  | { readonly kind: 'absent'; readonly instead: string }
  | { readonly kind: 'unknown'; readonly nearest: string | undefined };

/** `virtio_blk` of `conf_drivers_virtio_blk` is the component `virtio-blk`. `known` are the names of all components. */
export function findOsvDriver(name: string, known: ReadonlySet<string>): OsvDriver {
  const names = (RENAMED[name] ?? [name.replaceAll('_', '-')]).filter((each) => known.has(each));
  if (names.length > 0) return { kind: 'components', names };
  const instead = ELSEWHERE[name];
  if (instead !== undefined) return { kind: 'absent', instead };
  const candidates = [...OSV_NAMES, ...[...known].map((each) => each.replaceAll('-', '_'))];
  return { kind: 'unknown', nearest: nearestName(name, candidates) };
}

/** OSv's variables with their value in a kernel of the components `inside`, sorted. */
export function osvDriverValues(
  known: ReadonlySet<string>,
  inside: ReadonlySet<string>,
): Readonly<Record<string, 0 | 1>> {
  const value = (name: string): 0 | 1 => {
    const driver = findOsvDriver(name, known);
    return driver.kind === 'components' && driver.names.some((each) => inside.has(each)) ? 1 : 0;
  };
  return Object.fromEntries([...OSV_NAMES].sort().map((name) => [`conf_drivers_${name}`, value(name)]));
}
