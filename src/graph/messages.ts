// SPDX-License-Identifier: MIT
import { errorDiagnostic, type Diagnostic, type Place } from '../diagnostic/index.ts';
import { nearestName } from '../util/index.ts';

/** `by` is who named it, for example `profile "microvm"` or `--component`. */
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
