// SPDX-License-Identifier: MIT
// Sources of third parties: fetched, checked, unpacked, and then like a component's own.
import type { Component, ComponentSet, UpstreamDeclaration } from '../../component/index.ts';
import { err, ok, type Result } from '../../diagnostic/index.ts';
import { join } from '../../util/index.ts';
import { unmatchedPatterns } from '../messages.ts';
import { selectSources, upstreamFolder } from './expand.ts';
import { archiveCache, fetchArchive } from './fetch.ts';
import { isUnpacked, unpackArchive } from './unpack.ts';

export { upstreamFolder } from './expand.ts';

/** Sees that `folder` holds what an archive has, fetched if need be; `onFetch` is called then. */
export async function fetchUnpacked(
  upstream: UpstreamDeclaration,
  folder: string,
  onFetch: () => void = () => undefined,
): Promise<Result<void>> {
  if (isUnpacked(upstream, folder)) return ok(undefined);
  onFetch();
  const archive = await fetchArchive(upstream, archiveCache(process.env));
  return archive.ok ? unpackArchive(upstream, archive.value, folder) : archive;
}

async function withUpstream(
  root: string,
  component: Component,
  onFetch: () => void,
): Promise<Result<Component>> {
  const { upstream } = component;
  if (upstream === undefined) return ok(component);
  const folder = upstreamFolder(upstream);
  const unpacked = await fetchUnpacked(upstream, join(root, folder), onFetch);
  if (!unpacked.ok) return unpacked;
  const { sources, unmatched } = selectSources(component, upstream, join(root, folder));
  if (unmatched.length > 0) return err(unmatchedPatterns(component.name, unmatched, component.place));
  return ok({ ...component, upstreamSources: sources.map((path) => `${folder}/${path}`) });
}

/**
 * The same set with the sources of third parties in place, fetched if need be.
 *
 * @param onFetch Called for each that has to be fetched.
 */
export async function withThirdParties(
  set: ComponentSet,
  onFetch: (name: string) => void,
): Promise<Result<ComponentSet>> {
  const components = new Map<string, Component>();
  for (const [name, component] of set.components) {
    const ready = await withUpstream(set.root, component, () => onFetch(component.upstream?.name ?? name));
    if (!ready.ok) return ready;
    components.set(name, ready.value);
  }
  return ok({ ...set, components });
}
