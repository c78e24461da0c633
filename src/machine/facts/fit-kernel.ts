// SPDX-License-Identifier: MIT
// What a machine and a kernel are to each other: the components that it wants, and what will be missed.
import type { Profile } from '../../component/index.ts';
import type { Diagnostic } from '../../diagnostic/index.ts';
import type { MachineDevice, MachineFacts } from './machine-facts.ts';
import { cpusUnused, deviceWithoutDriver, driverLeftOut, noClock, noConsole, noDisk } from './messages.ts';

/** Drives what a program cannot be started, seen or timed without. */
const CONSOLE = 'serial-16550';
const DISK = 'virtio-blk';
/** With it, a kernel uses more CPUs than one. */
const SMP = 'smp';

function partsOf({ driver, bus }: MachineDevice): string[] {
  return bus === undefined ? [driver] : [driver, bus];
}

/**
 * The profile of a kernel for a machine: what every kernel has, and a driver for each device that there is one for.
 *
 * @param always Components that do not depend on the machine.
 * @param known The names of all components.
 */
export function deriveProfile(
  facts: MachineFacts,
  always: readonly string[],
  known: ReadonlySet<string>,
): Profile {
  const places = new Map(
    facts.devices.flatMap((each) => partsOf(each).map((name) => [name, each.place] as const)),
  );
  const cpus = facts.cpus === 'one' ? [] : [SMP];
  const wanted = [...facts.devices.flatMap(partsOf), ...facts.features, ...cpus].filter((name) =>
    known.has(name),
  );
  return {
    summary: `Derived from ${facts.kind}`,
    name: `for-${facts.name}`,
    foreign: true,
    components: [...new Set([...always, ...wanted])].sort(),
    place: facts.place,
    placeOf: (name) => places.get(name) ?? facts.place,
  };
}

/**
 * What of a machine a kernel cannot use, by name. None of it keeps the kernel from being built: a device may be there for
 * somebody else.
 *
 * @param inside The components of the kernel.
 * @param known The names of all components.
 * @param devices Whether all devices matter, or only those that no program can do without.
 */
export function checkMachine(
  facts: MachineFacts,
  inside: ReadonlySet<string>,
  known: ReadonlySet<string>,
  devices: 'all' | 'essential' = 'all',
): Diagnostic[] {
  const complaints: Diagnostic[] = [...facts.warnings];
  const driven = new Set<string>();
  for (const device of facts.devices) {
    if (devices === 'essential' && device.driver !== DISK && device.driver !== CONSOLE) continue;
    const parts = partsOf(device);
    const unknown = parts.filter((name) => !known.has(name));
    const out = parts.filter((name) => !inside.has(name));
    if (unknown.length > 0)
      complaints.push(deviceWithoutDriver(device.named, device.driver, facts.kind, device.place));
    else if (out.length > 0) complaints.push(driverLeftOut(device.named, out, facts.kind, device.place));
    else driven.add(device.driver);
  }
  if (!driven.has(DISK)) complaints.push(noDisk(facts.kind, facts.place));
  if (!driven.has(CONSOLE)) complaints.push(noConsole(facts.kind, facts.place));
  if (facts.cpus === 'several' && !inside.has(SMP)) complaints.push(cpusUnused(facts.kind, SMP, facts.place));
  if (facts.clock === 'none') complaints.push(noClock(facts.kind, facts.place));
  return complaints;
}
