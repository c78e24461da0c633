// SPDX-License-Identifier: MIT
import { err, ok, type Diagnostic, type Place, type Result } from '../diagnostic/index.ts';
import { osvDriverAbsent, osvDriverUnknown } from './osv-messages.ts';
import { readMkProfile } from './mk-profile.ts';
import { findOsvDriver } from './osv-drivers.ts';

/** The components that one of OSv's profiles switches, each with the line that does. */
export interface OsvProfile {
  readonly components: ReadonlyMap<string, Place>;
}

/** Reads a `*.mk` profile. `known` are the names of all components. */
export function readOsvProfile(path: string, known: ReadonlySet<string>): Result<OsvProfile> {
  const variables = readMkProfile(path);
  if (!variables.ok) return variables;
  const components = new Map<string, Place>();
  const complaints: Diagnostic[] = [];
  for (const { name, on, place } of variables.value) {
    const driver = findOsvDriver(name, known);
    const variable = `conf_drivers_${name}`;
    if (driver.kind === 'unknown') complaints.push(osvDriverUnknown(variable, driver.nearest, place));
    else if (driver.kind === 'absent') {
      if (on) complaints.push(osvDriverAbsent(variable, driver.instead, place));
    } else if (on) for (const each of driver.names) components.set(each, place);
  }
  const [first, ...rest] = complaints;
  if (first !== undefined) return err(first, ...rest);
  // OSv's switch for a bus brings virtio on it only where something is in that speaks virtio.
  const buses = ['virtio-pci', 'virtio-mmio'];
  const speaking = [...components.keys()].some((name) => /^virtio\b/.test(name) && !buses.includes(name));
  if (!speaking) for (const bus of buses) components.delete(bus);
  return ok({ components });
}
