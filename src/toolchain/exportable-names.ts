// SPDX-License-Identifier: MIT
import type { ComponentSet } from '../component/index.ts';
import { ok, type Result } from '../diagnostic/index.ts';
import { compileComponents } from './compile.ts';
import type { BuildStep } from './make-kernel.ts';
import { collectFacts } from './object-facts.ts';
import { withThirdParties } from './third-party/index.ts';

/** Every name that a component of the tree defines in a way that a kernel can export it. Compiles what has changed. */
export async function exportableNames(
  set: ComponentSet,
  onStep: (step: BuildStep) => void,
): Promise<Result<Set<string>>> {
  const ready = await withThirdParties(set, (fetch) => onStep({ fetch }));
  if (!ready.ok) return ready;
  const objects = await compileComponents(ready.value, () => onStep('compile'));
  if (!objects.ok) return objects;
  const facts = collectFacts(set, objects.value);
  if (!facts.ok) return facts;
  return ok(new Set([...facts.value.values()].flatMap((each) => each.facts.exportable)));
}
