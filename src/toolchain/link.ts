// SPDX-License-Identifier: MIT
import { readElf, stripFile } from '../elf/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import { join, readBytes, readText, relative, spawn, writeWhole } from '../util/index.ts';
import { assemble } from './assemble.ts';
import { checkExports, exportsOf } from './check-exports.ts';
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

/** Changes when the way of linking does; part of what tells whether a kernel is up to date. */
export function linkFlagsText(): string {
  return [...TARGET_FLAGS, ...LINK_FLAGS, ...EXPORT_FLAGS, 'stripped'].join(' ');
}

/** Makes `generated.o` of the generated assembly in a folder. */
async function assembleInto(folder: string, text: string): Promise<Result<void>> {
  const object = assemble(text);
  if (object !== undefined) {
    const written = writeWhole(join(folder, 'generated.o'), object);
    return written.ok ? ok(undefined) : err(fileFailed(written));
  }
  // Assembled by its bare name and with its own folder as the working directory: debug information must not tell
  // in which folder, of a random name, the link took place.
  const assembled = await spawn('clang', [...TARGET_FLAGS, '-c', 'generated.S', '-o', 'generated.o'], {
    cwd: folder,
  });
  if (assembled.kind !== 'exited') return err(toolFailed('clang', assembled));
  return assembled.code === 0 ? ok(undefined) : err(...compilerDiagnostics(assembled.stderr, folder));
}

/** Writes `kernel-stripped.elf` beside the kernel in a folder, which must export what is planned. */
function checkAndStrip(
  folder: string,
  plan: LinkPlan,
  context: LinkContext,
): Result<{ readonly exports: readonly string[]; readonly bytes: number }> {
  const path = join(folder, 'kernel.elf');
  const bytes = readBytes(path);
  if (!bytes.ok) return err(fileFailed(bytes));
  const file = readElf(bytes.value, path);
  if (!file.ok) return file;
  const exports = exportsOf(file.value);
  if (!exports.ok) return exports;
  const checked = checkExports(exports.value, plan.exports, context.facts, plan.objects);
  if (!checked.ok) return checked;
  // Loaders go by segments: section headers are for those who look at a kernel, which is `kernel.elf`.
  const stripped = stripFile(file.value, bytes.value);
  const written = writeWhole(join(folder, 'kernel-stripped.elf'), stripped, 0o755);
  return written.ok ? ok({ exports: exports.value, bytes: stripped.length }) : err(fileFailed(written));
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
  const assembled = await assembleInto(join(root, folder), plan.generated);
  if (!assembled.ok) return assembled;

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

  const stripped = checkAndStrip(join(root, folder), plan, context);
  if (!stripped.ok) return stripped;
  const map = readText(join(root, path('kernel.map')));
  if (!map.ok) return err(fileFailed(map));
  return ok({
    sizes: readLinkMap(map.value),
    exports: stripped.value.exports,
    strippedBytes: stripped.value.bytes,
    link: {
      objects: plan.objects,
      folder: relative(root, objectRoot.value),
      flags: [...flags, ...versions('version_script')],
    },
  });
}
