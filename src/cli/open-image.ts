// SPDX-License-Identifier: MIT
// Which kernel a question is about: one in a folder, or that of a profile, which is built if need be.
import { loadComponents, type ComponentSet } from '../component/index.ts';
import { ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { renderReason, explainComponent, type Selection } from '../graph/index.ts';
import { MACHINE_NAMES } from '../machine/machines.ts';
import { compareWithMap, computeLiveness, type LinkInputs, type Liveness } from '../liveness/index.ts';
import { linkedSections, openKernel, readLinkInputs, type OpenedKernel } from '../toolchain/index.ts';
import { dirname, resolve } from '../util/index.ts';
import type { CommandContext, OptionTable } from './command.ts';
import { ensurePackages } from './ensure-packages.ts';
import { objectsChanged } from './image-messages.ts';
import { choice, text, type OptionValues } from './options.ts';
import { buildProfileKernel, resolveProfile } from './prepare-kernel.ts';

export const IMAGE_OPTIONS = {
  image: text('--image DIR', 'the kernel in this folder, which build -o has filled'),
  profile: text(
    '--profile NAME',
    'the kernel of this profile, by name or file (default: the one for the machine)',
  ),
  machine: choice('--machine NAME', 'the kernel for this machine', MACHINE_NAMES, 'microvm'),
} as const satisfies OptionTable;

export interface OpenedImage {
  readonly kernel: OpenedKernel;
  readonly set: ComponentSet;
  /** Why a component is in the kernel, to follow "component NAME is". */
  readonly reason: (component: string) => string | undefined;
}

/** Without a profile at hand: what the declarations and the kernel itself tell. */
function reasonByDeclarations(set: ComponentSet, kernel: OpenedKernel): OpenedImage['reason'] {
  const selected = kernel.stamp.components.map(({ name }) => name);
  return (name) => {
    const component = set.components.get(name);
    if (component === undefined || !selected.includes(name)) return undefined;
    if (component.kind === 'core') return 'core';
    const by = selected.filter((each) => set.components.get(each)?.requires.includes(name) === true);
    return by.length === 0 ? 'selected' : `required by ${by.join(', ')}`;
  };
}

function reasonBySelection(selection: Selection): OpenedImage['reason'] {
  return (name) => {
    const steps = explainComponent(selection, name);
    return steps.length === 0
      ? undefined
      : steps
          .map((step, index) => `${index === 0 ? '' : `${step.name} is `}${renderReason(step.reason)}`)
          .join(', ');
  };
}

export async function openImage(
  context: CommandContext,
  options: OptionValues<typeof IMAGE_OPTIONS>,
): Promise<Result<OpenedImage>> {
  if (options.image !== undefined) {
    const kernel = openKernel(resolve(context.cwd, options.image));
    if (!kernel.ok) return kernel;
    const set = await loadComponents(context.root, kernel.value.stamp.mode);
    if (!set.ok) return set;
    return ok({
      kernel: kernel.value,
      set: set.value,
      reason: reasonByDeclarations(set.value, kernel.value),
    });
  }
  const ensured = await ensurePackages(context, 'build');
  if (!ensured.ok) return ensured;
  const profile = await resolveProfile(context, options.profile ?? options.machine);
  if (!profile.ok) return profile;
  const built = await buildProfileKernel(context, profile.value);
  if (!built.ok) return built;
  const kernel = openKernel(dirname(built.value.path));
  if (!kernel.ok) return kernel;
  const { set, selection } = profile.value;
  return ok({ kernel: kernel.value, set, reason: reasonBySelection(selection) });
}

export interface ImageLiveness {
  readonly live: Liveness;
  readonly inputs: LinkInputs;
  /** Why not all of it may be so. */
  readonly warnings: readonly Diagnostic[];
}

/** Computes what keeps what in a kernel, and checks that against what the linker did. */
export function openLiveness(context: CommandContext, image: OpenedImage): Result<ImageLiveness> {
  const inputs = readLinkInputs(context.root, image.kernel);
  if (!inputs.ok) return inputs;
  const live = computeLiveness(inputs.value);
  const differences = compareWithMap(live, inputs.value.script, linkedSections(image.kernel));
  const [first] = differences;
  const warnings =
    first === undefined
      ? []
      : [objectsChanged(image.kernel.folder, first.object, first.section, differences.length)];
  return ok({ live, inputs: inputs.value, warnings });
}
