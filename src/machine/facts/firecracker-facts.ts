// SPDX-License-Identifier: MIT
// The machine of a Firecracker configuration file (--config-file; docs/getting-started.md of Firecracker 1.0 to 1.12).
import { err, ok, type Diagnostic, type Result } from '../../diagnostic/index.ts';
import { readJsonCpus, readJsonDevices, type DeviceKeys } from './json-devices.ts';
import { isObject, placeOfKey, type JsonText } from './json-text.ts';
import type { MachineFacts } from './machine-facts.ts';
import { foreignBootArguments } from './messages.ts';

const KEYS: DeviceKeys = {
  vmm: 'Firecracker',
  bus: 'virtio-mmio',
  devices: {
    balloon: 'virtio-balloon',
    drives: 'virtio-blk',
    entropy: 'virtio-rng',
    'memory-hotplug': 'virtio-mem',
    'network-interfaces': 'virtio-net',
    pmem: 'virtio-pmem',
    vsock: 'virtio-vsock',
  },
  others: ['boot-source', 'cpu-config', 'logger', 'machine-config', 'metrics', 'mmds-config', 'serial'],
};

/** Words for Linux, by which the kernel here would take the first for the program. */
function bootArguments(json: JsonText): Diagnostic[] {
  const source = json.value['boot-source'];
  const line = isObject(source) ? source['boot_args'] : undefined;
  if (typeof line !== 'string') return [];
  const first = line.split(/\s+/).find((word) => word !== '' && !word.startsWith('--'));
  return first === undefined || first.startsWith('/') || first.startsWith('"/')
    ? []
    : [foreignBootArguments(first, placeOfKey(json, 'boot_args'))];
}

export function isFirecracker(json: JsonText): boolean {
  return 'boot-source' in json.value || 'machine-config' in json.value;
}

export function firecrackerFacts(json: JsonText): Result<MachineFacts> {
  const { devices, complaints } = readJsonDevices(json, KEYS);
  const { cpus, complaints: ofCpus } = readJsonCpus(json, 'machine-config', 'vcpu_count');
  const [first, ...rest] = [...complaints, ...ofCpus];
  if (first !== undefined) return err(first, ...rest);
  return ok({
    name: 'firecracker',
    kind: 'a Firecracker configuration',
    place: { file: json.file },
    // Its serial port is always there; nothing in the configuration names it.
    devices: [...devices, { driver: 'serial-16550', named: "Firecracker's serial port" }],
    cpus,
    features: [],
    clock: 'hypervisor',
    warnings: bootArguments(json),
  });
}
