// SPDX-License-Identifier: MIT
// Reads the references of many objects, and remembers them: most objects stay the same from one question to the next.
import { err, ok, type Result } from '../diagnostic/index.ts';
import {
  packObjectGraph,
  readObjectGraph,
  unpackObjectGraph,
  type ObjectGraph,
  type PackedObjectGraph,
} from '../liveness/index.ts';
import { fileStatus, join, readBytes, readText, writeWhole } from '../util/index.ts';
import { fileFailed } from './messages.ts';

// Increase when the meaning of a packed graph changes, so that older files are not believed.
const CACHE_VERSION = 1;

interface Entry {
  readonly identity: string;
  readonly graph: PackedObjectGraph;
}

interface Cache {
  readonly version: number;
  readonly objects: Record<string, Entry>;
}

function readCache(path: string | undefined): Cache['objects'] {
  const text = path === undefined ? undefined : readText(path);
  if (text?.ok !== true) return {};
  try {
    const cache = JSON.parse(text.value) as Cache;
    return cache.version === CACHE_VERSION ? cache.objects : {};
  } catch {
    // Written whole by us or not at all; if somebody cut it, reading the objects again brings it back.
    return {};
  }
}

/** The graphs of `objects` (paths relative to `folder`), in their order. `cachePath` is where to remember them. */
export function collectGraphs(
  folder: string,
  objects: readonly string[],
  cachePath: string | undefined,
): Result<ObjectGraph[]> {
  const cache = readCache(cachePath);
  const graphs: ObjectGraph[] = [];
  let changed = false;
  for (const object of objects) {
    const path = join(folder, object);
    const status = fileStatus(path);
    if (!status.ok) return err(fileFailed(status));
    const identity = `${status.value.mtimeMs}-${status.value.size}-${status.value.inode}`;
    const cached = cache[object];
    if (cached?.identity === identity) {
      graphs.push(unpackObjectGraph(object, cached.graph));
      continue;
    }
    const bytes = readBytes(path);
    if (!bytes.ok) return err(fileFailed(bytes));
    const graph = readObjectGraph(bytes.value, object);
    if (!graph.ok) return graph;
    graphs.push(graph.value);
    cache[object] = { identity, graph: packObjectGraph(graph.value) };
    changed = true;
  }
  // A cache that cannot be written costs time only.
  if (changed && cachePath !== undefined)
    writeWhole(cachePath, JSON.stringify({ version: CACHE_VERSION, objects: cache } satisfies Cache));
  return ok(graphs);
}
