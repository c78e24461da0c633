// SPDX-License-Identifier: MIT
import {
  errorDiagnostic,
  noteDiagnostic,
  warningDiagnostic,
  type Diagnostic,
  type Place,
} from '../diagnostic/index.ts';
import { nearestName } from '../util/index.ts';

/** `by` is who named it, for example `profile "microvm"` or `--component pci=on`. */
export function unknownComponent(
  name: string,
  by: string,
  names: readonly string[],
  place: Place | undefined,
): Diagnostic {
  const near = nearestName(name, names);
  return errorDiagnostic('graph/unknown-component', `${by} names "${name}", which is not a component`, {
    ...(place === undefined ? {} : { place }),
    help: near === undefined ? 'thimble components lists those there are' : `did you mean "${near}"?`,
  });
}

/** `cycle` begins and ends with the same name. */
export function requirementCycle(cycle: readonly string[], place: Place): Diagnostic {
  return errorDiagnostic('graph/cycle', `components require each other in a circle: ${cycle.join(' -> ')}`, {
    place,
    help: 'let one of them reach the other through a linker set, or merge them',
  });
}

function at(place: Place | undefined): { readonly place?: Place } {
  return place === undefined ? {} : { place };
}

export function switchedOnAndOff(
  name: string,
  on: string,
  off: string,
  place: Place | undefined,
): Diagnostic {
  return errorDiagnostic('graph/on-and-off', `"${name}" is switched on by ${on} and off by ${off}`, {
    ...at(place),
    help: 'leave one of them out',
  });
}

export function coreSwitchedOff(name: string, by: string, place: Place | undefined): Diagnostic {
  return errorDiagnostic('graph/core-off', `${by} switches "${name}" off, which is in every kernel`, {
    ...at(place),
    help: 'only drivers, file systems and features can be left out; thimble components tells them apart',
  });
}

/** `chain` is what keeps it in; `users` all that would have to go as well. */
export function requiredButOff(
  name: string,
  by: string,
  chain: string,
  users: readonly string[],
  place: Place | undefined,
): Diagnostic {
  return errorDiagnostic(
    'graph/required-but-off',
    `${by} switches "${name}" off, but it is required by ${chain}`,
    {
      ...at(place),
      help: `switch off what requires it as well: ${users.join(', ')}`,
    },
  );
}

/** `one` and `other` are components with why they are wanted. */
export function roleFilledTwice(role: string, one: string, other: string): Diagnostic {
  return errorDiagnostic('graph/role-filled-twice', `a kernel has one ${role}, not two: ${one}, ${other}`, {
    help: 'leave one of them out',
  });
}

export function noFillerLeft(
  off: string,
  role: string,
  others: readonly string[],
  place: Place | undefined,
): Diagnostic {
  return errorDiagnostic('graph/role-not-filled', `with ${off} a kernel has no ${role}`, {
    ...at(place),
    help: `switch another one on: ${others.join(', ') || 'there is none'}`,
  });
}

export function unknownFiller(
  by: string,
  word: string,
  role: string,
  near: string | undefined,
  known: readonly string[],
): Diagnostic {
  return errorDiagnostic('graph/unknown-filler', `${by} names "${word}", but there is no such ${role}`, {
    help: near === undefined ? `there are ${known.join(', ')}` : `did you mean "${near}"?`,
  });
}

export function noBus(
  users: readonly string[],
  buses: readonly string[],
  off: string,
  place: Place | undefined,
): Diagnostic {
  const what = users.map((name) => `"${name}"`).join(' and ');
  return errorDiagnostic(
    'graph/no-bus',
    `with ${off} no bus is left on which ${what} could find devices: none of ${buses.join(', ')} is in`,
    { ...at(place), help: `leave one of the buses on, or switch ${users.join(' and ')} off as well` },
  );
}

export function withoutBus(on: string, buses: readonly string[], profile: string): Diagnostic {
  return warningDiagnostic(
    'graph/without-bus',
    `${on} is on, but profile "${profile}" has no bus to find the device on: none of ${buses.join(', ')} is in`,
    { help: `add ${buses.join(' or ')}` },
  );
}

export function addedBySwitch(by: string, added: readonly string[]): Diagnostic {
  return noteDiagnostic('graph/added', `${by} brings along what it requires: ${added.join(', ')}`);
}
