// SPDX-License-Identifier: MIT
// The machine of a Cloud Hypervisor configuration (VmConfig of its API; vmm/src/vm_config.rs of versions 30 to 48).
import { err, ok, type Result } from '../../diagnostic/index.ts';
import { readJsonCpus, readJsonDevices, type DeviceKeys } from './json-devices.ts';
import { isObject, type JsonText } from './json-text.ts';
import type { MachineDevice, MachineFacts } from './machine-facts.ts';

const KEYS: DeviceKeys = {
  vmm: 'Cloud Hypervisor',
  bus: 'virtio-pci',
  devices: {
    balloon: 'virtio-balloon',
    devices: 'vfio-pci',
    disks: 'virtio-blk',
    fs: 'virtio-fs',
    ivshmem: 'ivshmem',
    net: 'virtio-net',
    pmem: 'virtio-pmem',
    pvpanic: 'pvpanic-pci',
    tpm: 'tpm',
    user_devices: 'vfio-user',
    vdpa: 'virtio-vdpa',
    vsock: 'virtio-vsock',
    watchdog: 'virtio-watchdog',
  },
  others: [
    ...[
      'console',
      'cpus',
      'debug_console',
      'gdb',
      'iommu',
      'landlock_enable',
      'landlock_rules',
      'memory',
      'numa',
    ],
    ...[
      'payload',
      'pci_segments',
      'platform',
      'preserved_fds',
      'rate_limit_groups',
      'rng',
      'serial',
      'sgx_epc',
    ],
  ],
};

function modeOf(json: JsonText, key: string, otherwise: string): string {
  const value = json.value[key];
  const mode = isObject(value) ? value['mode'] : undefined;
  return typeof mode === 'string' ? mode : otherwise;
}

export function isCloudHypervisor(json: JsonText): boolean {
  return 'payload' in json.value || 'cpus' in json.value;
}

export function cloudHypervisorFacts(json: JsonText): Result<MachineFacts> {
  const { devices, complaints } = readJsonDevices(json, KEYS);
  const { cpus, complaints: ofCpus } = readJsonCpus(json, 'cpus', 'boot_vcpus');
  const [first, ...rest] = [...complaints, ...ofCpus];
  if (first !== undefined) return err(first, ...rest);
  // What is there without being asked for: entropy always; the serial port, which swallows everything unless it has a mode.
  const standard: MachineDevice[] = [
    { driver: 'virtio-rng', bus: 'virtio-pci', named: "Cloud Hypervisor's random numbers" },
  ];
  if (!['Off', 'Null'].includes(modeOf(json, 'serial', 'Null')))
    standard.push({ driver: 'serial-16550', named: 'serial' });
  return ok({
    name: 'cloud-hypervisor',
    kind: 'a Cloud Hypervisor configuration',
    place: { file: json.file },
    devices: [...devices, ...standard],
    cpus,
    features: ['acpi', 'acpi-power'],
    clock: 'hypervisor',
    warnings: [],
  });
}
