// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { fileStatus, join, readText, relative, spawn, writeWhole } from '../util/index.ts';
import { checkExports, exportedNames } from './check-exports.ts';
import { TARGET_FLAGS } from './flags.ts';
import type { KernelStamp } from './kernel-stamp.ts';
import { linkerDiagnostics, type LinkContext } from './linker-output.ts';
import { readLinkMap, type LinkedSizes } from './link-map.ts';
import { compilerDiagnostics } from './compiler-output.ts';
import { fileFailed, toolFailed } from './messages.ts';
import { makeVisible } from './make-visible.ts';
import { renderVersionScript, type PlannedExport } from './plan-exports.ts';

/** What makes one kernel out of objects. */
export interface LinkPlan {
  /** Relative to the root, in link order. */
  readonly objects: readonly string[];
  /** Names that are linked with --wrap. */
  readonly interposable: readonly string[];
  readonly linkerScript: string;
  /** Assembly that is linked with the objects. */
  readonly generated: string;
  /** What programs can bind to, sorted; with none, the kernel has no dynamic symbol table. */
  readonly exports: readonly PlannedExport[];
  /** Link copies of the objects in which nothing is hidden, so that `exports` may name anything global. */
  readonly visible: boolean;
}

export interface LinkedFiles {
  readonly sizes: LinkedSizes;
  /** Names in the dynamic symbol table, sorted. */
  readonly exports: readonly string[];
  readonly strippedBytes: number;
  readonly link: KernelStamp['link'];
}

const LINK_FLAGS: readonly string[] = [
  '-m',
  'elf_x86_64',
  '--static',
  '--no-dynamic-linker',
  // Where no root reaches, nothing is linked; where two strings end alike, they share their end.
  '--gc-sections',
  '-O2',
  // Loaders of kernels copy segments to where they belong, so that nothing in the file needs to begin at a page.
  '--nmagic',
  '-z',
  'noexecstack',
  '--build-id=sha1',
  '--error-limit=0',
];

/** What gives a kernel a dynamic symbol table: exported names are roots of what is linked. */
const EXPORT_FLAGS: readonly string[] = [
  '--export-dynamic',
  '--hash-style=gnu',
  // The dynamic table is among the constants, and nothing in it is ever changed.
  '-z',
  'rodynamic',
];

/** Loaders go by segments: section headers are for those who look at a kernel, which is `kernel.elf`. */
const STRIP_FLAGS: readonly string[] = ['--strip-all', '--strip-sections'];

/** Changes when the way of linking does; part of what tells whether a kernel is up to date. */
export function linkFlagsText(): string {
  return [...TARGET_FLAGS, ...LINK_FLAGS, ...EXPORT_FLAGS, ...STRIP_FLAGS].join(' ');
}

/**
 * Links into `folder` (relative to the root): `kernel.elf` with symbols and debug information, `kernel-stripped.elf`,
 * and beside them what they were made from: `kernel.map`, `linker.ld`, `generated.S`, `version_script`. Fails when the
 * kernel does not export what it should.
 */
export async function linkKernel(
  plan: LinkPlan,
  folder: string,
  context: LinkContext,
): Promise<Result<LinkedFiles>> {
  const { root } = context.set;
  const path = (name: string) => `${folder}/${name}`;
  const objectRoot = plan.visible ? makeVisible(root, plan.objects) : ok(root);
  if (!objectRoot.ok) return objectRoot;
  for (const [name, text] of [
    ['linker.ld', plan.linkerScript],
    ['generated.S', plan.generated],
    ['version_script', renderVersionScript(plan.exports.map(({ name }) => name))],
  ] as const) {
    const written = writeWhole(join(root, path(name)), text);
    if (!written.ok) return err(fileFailed(written));
  }
  // Assembled by its bare name and with its own folder as the working directory: debug information must not tell
  // in which folder, of a random name, the link took place.
  const assembled = await spawn('clang', [...TARGET_FLAGS, '-c', 'generated.S', '-o', 'generated.o'], {
    cwd: join(root, folder),
  });
  if (assembled.kind !== 'exited') return err(toolFailed('clang', assembled));
  if (assembled.code !== 0) return err(...compilerDiagnostics(assembled.stderr, join(root, folder)));

  // Objects keep the names that they have relative to the root, which the map and messages tell components by.
  const linkPath = (name: string) => relative(objectRoot.value, join(root, path(name)));
  const exporting = plan.exports.length > 0;
  const wrapping = plan.interposable.map((name) => `--wrap=${name}`);
  const flags = [...LINK_FLAGS, ...(exporting ? EXPORT_FLAGS : []), ...wrapping];
  const versions = (file: string) => (exporting ? [`--version-script=${file}`] : []);
  const output = [
    '-T',
    linkPath('linker.ld'),
    `-Map=${linkPath('kernel.map')}`,
    '-o',
    linkPath('kernel.elf'),
  ];
  const linked = await spawn(
    'ld.lld',
    [...flags, ...versions(linkPath('version_script')), ...output, linkPath('generated.o'), ...plan.objects],
    { cwd: objectRoot.value },
  );
  if (linked.kind !== 'exited') return err(toolFailed('ld.lld', linked));
  if (linked.code !== 0) return err(...linkerDiagnostics(linked.stderr, context));

  const exports = exportedNames(join(root, path('kernel.elf')));
  if (!exports.ok) return exports;
  const checked = checkExports(exports.value, plan.exports, context.facts, plan.objects);
  if (!checked.ok) return checked;

  const strip = [...STRIP_FLAGS, path('kernel.elf'), path('kernel-stripped.elf')];
  const stripped = await spawn('llvm-objcopy', strip, { cwd: root });
  if (stripped.kind !== 'exited' || stripped.code !== 0) return err(toolFailed('llvm-objcopy', stripped));
  const map = readText(join(root, path('kernel.map')));
  if (!map.ok) return err(fileFailed(map));
  const status = fileStatus(join(root, path('kernel-stripped.elf')));
  if (!status.ok) return err(fileFailed(status));
  return ok({
    sizes: readLinkMap(map.value),
    exports: exports.value,
    strippedBytes: status.value.size,
    link: {
      objects: plan.objects,
      folder: relative(root, objectRoot.value),
      flags: [...flags, ...versions('version_script')],
    },
  });
}
