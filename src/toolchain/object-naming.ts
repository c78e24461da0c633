// SPDX-License-Identifier: MIT
import type { ComponentSet } from '../component/index.ts';
import type { ObjectNaming } from '../liveness/index.ts';
import { BUILD_MODES, MODE_FOLDERS, objectPath } from './objects.ts';
import { THIRD_PARTY_FOLDER } from './third-party/expand.ts';

interface Owner {
  readonly component: string;
  readonly source: string;
}

const BY_PATH = new RegExp(`^(?:${Object.values(MODE_FOLDERS).join('|')})/([^/]+)/(.+)\\.o$`);

/** `build/obj/mm/area.c.o` belongs to `mm`, whatever the set says. */
function ownerByPath(object: string): Owner | undefined {
  const [, component, source] = BY_PATH.exec(object) ?? [];
  return component === undefined || source === undefined ? undefined : { component, source };
}

/** How the objects of a tree are known, those of either mode: by component, and by the source file relative to the root. */
export function objectNaming(set: ComponentSet): ObjectNaming {
  const owners = new Map<string, Owner>();
  for (const component of set.components.values()) {
    for (const source of [...component.sources, ...component.upstreamSources]) {
      const shown = source.startsWith(`${THIRD_PARTY_FOLDER}/`)
        ? source.slice(THIRD_PARTY_FOLDER.length + 1)
        : source;
      for (const mode of BUILD_MODES)
        owners.set(objectPath(component, source, mode), { component: component.name, source: shown });
    }
  }
  const owner = (object: string): Owner | undefined => owners.get(object) ?? ownerByPath(object);
  return {
    component: (object) => owner(object)?.component,
    source: (object) => owner(object)?.source ?? object,
  };
}
