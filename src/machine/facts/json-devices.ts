// SPDX-License-Identifier: MIT
// What the JSON configurations of VMMs have in common: keys that stand for devices, and keys that do not.
import type { Diagnostic } from '../../diagnostic/index.ts';
import { isObject, placeOfKey, type JsonText } from './json-text.ts';
import type { MachineDevice, MachineFacts } from './machine-facts.ts';
import { jsonNoCount, jsonUnknownKey, jsonWrongType } from './messages.ts';

export interface DeviceKeys {
  /** The VMM, for messages. */
  readonly vmm: string;
  /** By key: the driver of its device, or of each device of its list. */
  readonly devices: Readonly<Record<string, string>>;
  /** Keys that need nothing of the kernel. */
  readonly others: readonly string[];
  readonly bus: 'virtio-mmio' | 'virtio-pci';
}

export interface JsonDevices {
  readonly devices: readonly MachineDevice[];
  readonly complaints: readonly Diagnostic[];
}

function deviceOf(keys: DeviceKeys, driver: string): Pick<MachineDevice, 'driver' | 'bus'> {
  return driver.startsWith('virtio-') ? { driver, bus: keys.bus } : { driver };
}

/** How many CPUs the member `field` of `key` says; one when it is absent. What is no number of CPUs is a complaint. */
export function readJsonCpus(
  json: JsonText,
  key: string,
  field: string,
): { readonly cpus: MachineFacts['cpus']; readonly complaints: readonly Diagnostic[] } {
  const value = json.value[key];
  const count = isObject(value) ? value[field] : undefined;
  const isCount = typeof count === 'number' && Number.isInteger(count) && count > 0;
  const complaints =
    count === undefined || isCount
      ? []
      : [jsonNoCount(field, JSON.stringify(count), placeOfKey(json, field))];
  return { cpus: isCount && count > 1 ? 'several' : 'one', complaints };
}

/** The devices of a configuration, and what is wrong with its keys: a misspelled one would be a device that is not there. */
export function readJsonDevices(json: JsonText, keys: DeviceKeys): JsonDevices {
  const devices: MachineDevice[] = [];
  const complaints: Diagnostic[] = [];
  const known = [...Object.keys(keys.devices), ...keys.others];
  for (const [key, value] of Object.entries(json.value)) {
    const place = placeOfKey(json, key);
    const driver = keys.devices[key];
    if (!known.includes(key)) complaints.push(jsonUnknownKey(keys.vmm, key, known, place));
    if (driver === undefined || value === null) continue;
    if (Array.isArray(value)) {
      value.forEach((_, index) =>
        devices.push({ ...deviceOf(keys, driver), named: `${key}[${index}]`, place }),
      );
    } else if (isObject(value)) devices.push({ ...deviceOf(keys, driver), named: key, place });
    else if (value === true) devices.push({ ...deviceOf(keys, driver), named: key, place });
    else if (value !== false) complaints.push(jsonWrongType(key, JSON.stringify(value), place));
  }
  return { devices, complaints };
}
