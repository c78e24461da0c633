// SPDX-License-Identifier: MIT
// What of the parts that are linked on demand (src/liveness/demand.ts) a kernel that is cut to an image gets.
import { ok, type Result } from '../diagnostic/index.ts';
import {
  buildLinkGraph,
  computeDemand,
  readLinkFlags,
  readLinkScript,
  type Demand,
} from '../liveness/index.ts';
import type { BuildMode, ComponentSet } from '../component/index.ts';
import { join } from '../util/index.ts';
import { collectGraphs } from './collect-graphs.ts';
import { MODE_FOLDERS } from './objects.ts';

export interface DemandRequest {
  /** Relative to the root, in link order. */
  readonly objects: readonly string[];
  /** A linker script that keeps no linker set. */
  readonly linkerScript: string;
  readonly interposable: readonly string[];
  /** Names that are linked whoever refers to them: exports, and functions that the generated tables refer to. */
  readonly roots: readonly string[];
  /** What the image uses. */
  readonly uses: readonly string[];
}

/** Where the references of objects are remembered. */
export function graphCachePath(root: string, mode: BuildMode): string {
  return join(root, MODE_FOLDERS[mode], 'graphs.json');
}

export function planDemand(
  { root, mode }: Pick<ComponentSet, 'root' | 'mode'>,
  request: DemandRequest,
): Result<Demand> {
  const graphs = collectGraphs(root, request.objects, graphCachePath(root, mode));
  if (!graphs.ok) return graphs;
  const flags = readLinkFlags(request.interposable.map((name) => `--wrap=${name}`));
  const inputs = {
    objects: graphs.value,
    script: readLinkScript(request.linkerScript),
    flags: { ...flags, undefined: request.roots },
  };
  return ok(computeDemand(buildLinkGraph(inputs), inputs, request.uses));
}
