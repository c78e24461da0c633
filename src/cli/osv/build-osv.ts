// SPDX-License-Identifier: MIT
// What OSv's words ask for, made: kernel, image and all that describes them, in build/release.x64.
import {
  appNames,
  findOsvDriver,
  osvDriverAbsent,
  osvDriverUnknown,
  osvDriverValues,
} from '../../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../../diagnostic/index.ts';
import type { Switch } from '../../graph/index.ts';
import { exportTree, hostFilesOf, manifestOf, planImage, type ImageTree } from '../../image/index.ts';
import { parseVersionScript } from '../../toolchain/version-script.ts';
import type { ExportRequest } from '../../toolchain/index.ts';
import { dirname, isFile, join, readText, resolve } from '../../util/index.ts';
import type { CommandContext } from '../command.ts';
import { resolveKernel, type ResolvedProfile } from '../prepare-kernel.ts';
import { prepareProgram, type PreparedProgram, type ProgramOptions } from '../prepare-program.ts';
import { resolveProgram } from '../resolve-program.ts';
import { appVersionScript, listedNames } from './app-version-script.ts';
import {
  imageTooBig,
  noAppendManifest,
  noSuchImage,
  noVersionScript,
  otherProgramsOfImage,
  unlistedInScript,
} from './messages.ts';
import { deliverResults, type ResultFile } from './results.ts';
import type { OsvBuild } from './words.ts';

/** Options of `build` that go with OSv's words. */
export interface OsvOptions extends ProgramOptions {
  readonly for: string | undefined;
  readonly jobs: number | undefined;
  readonly appendManifest: boolean;
}

export interface OsvResults {
  /** `build/release.x64`, absolute. */
  readonly folder: string;
  readonly prepared: PreparedProgram;
  /** Where the files of the image were exported to. */
  readonly exported?: string;
}

function switchesOf(request: OsvBuild, known: ReadonlySet<string>): Result<Switch[]> {
  const switches: Switch[] = [];
  const complaints: Diagnostic[] = [];
  for (const { name, on, word } of request.drivers) {
    const driver = findOsvDriver(name, known);
    const variable = `conf_drivers_${name}`;
    if (driver.kind === 'components')
      switches.push(...driver.names.map((each) => ({ name: each, on, by: word })));
    else if (driver.kind === 'unknown')
      complaints.push(osvDriverUnknown(variable, driver.nearest, undefined));
    else if (on) complaints.push(osvDriverAbsent(variable, driver.instead, undefined));
  }
  const [first, ...rest] = complaints;
  return first === undefined ? ok(switches) : err(first, ...rest);
}

/** The text of the version script that a word names: relative to the working directory, or as OSv has it, to the top of the tree. */
function readScript(
  context: CommandContext,
  word: string,
): Result<{ readonly path: string; readonly text: string }> {
  const tried = [...new Set([resolve(context.cwd, word), resolve(context.root, word)])];
  const path = tried.find(isFile);
  const text = path === undefined ? undefined : readText(path);
  if (path === undefined || text?.ok !== true) return err(noVersionScript(word, tried));
  return ok({ path, text: text.value });
}

function exportsOf(
  context: CommandContext,
  request: OsvBuild,
  script: { readonly path: string; readonly text: string } | undefined,
): Result<ExportRequest> {
  if (!request.hideSymbols) return ok({ kind: 'all-global' });
  if (script === undefined) return ok({ kind: 'all-listed' });
  const [names, listed] = [parseVersionScript(script.text, script.path), listedNames(context.root)];
  if (!names.ok) return names;
  if (!listed.ok) return listed;
  const known = new Set(listed.value);
  const unknown = names.value.filter(({ name }) => !known.has(name));
  const [first, ...rest] = unknown.map(({ name, place }) => unlistedInScript(name, known, place));
  if (first !== undefined) return err(first, ...rest);
  return ok({ kind: 'only', names: [...new Set(names.value.map(({ name }) => name))] });
}

/** The programs and declared files of apps, by guest path. */
async function filesOfApps(
  context: CommandContext,
  names: readonly string[],
): Promise<Result<Map<string, string>>> {
  const files = new Map<string, string>();
  for (const name of names) {
    const program = await resolveProgram(context, name);
    if (!program.ok) return program;
    files.set(program.value.guest, program.value.host);
    for (const [guest, host] of program.value.files) files.set(guest, host);
  }
  return ok(files);
}

/** What describes a build, beside kernel and image. */
function describingFiles(
  context: CommandContext,
  prepared: PreparedProgram,
  { set, selection }: ResolvedProfile,
  script: string | undefined,
): Result<ResultFile[]> {
  const listed = listedNames(context.root);
  if (!listed.ok) return listed;
  const own =
    script === undefined
      ? appVersionScript(context.root, hostFilesOf(prepared.tree), 'the image')
      : ok(script);
  if (!own.ok) return own;
  const components = prepared.kernel.components.map(({ name }) => name).sort();
  const drivers = osvDriverValues(new Set(set.components.keys()), new Set(components));
  const manifest = manifestOf(prepared.tree);
  if (!manifest.ok) return manifest;
  const config = { profile: selection.profile, drivers, components };
  const text = (name: string, content: string): ResultFile => ({
    name,
    content: { kind: 'text', text: content },
  });
  return ok([
    text('usr.manifest', manifest.value),
    text('all.symbols', listed.value.map((name) => `${name}\n`).join('')),
    // As the user may have written it: names that only dlsym() looks up are added by hand.
    text('app_version_script', own.value),
    text('drivers_config.json', `${JSON.stringify(config, null, 2)}\n`),
  ]);
}

function imageFile(request: OsvBuild, prepared: PreparedProgram): Result<ResultFile> {
  const { path, bytes } = prepared.rootfs;
  const { fsSize } = request;
  if (fsSize !== undefined && fsSize.bytes < bytes) return err(imageTooBig(fsSize.word, bytes));
  const padded = fsSize === undefined ? {} : { bytes: fsSize.bytes };
  return ok({ name: 'usr.img', content: { kind: 'copy', path, ...padded } });
}

/** Builds what OSv's words describe. */
export async function buildOsv(
  context: CommandContext,
  request: OsvBuild,
  options: OsvOptions,
): Promise<Result<OsvResults>> {
  const apps = appNames(context.root);
  const [missing, ...more] = request.image
    .filter((name) => !apps.includes(name))
    .map((name) => noSuchImage(name, apps));
  if (missing !== undefined) return err(missing, ...more);
  const name = `${request.mode}.x64`;
  const append = join(context.root, 'build', name, 'append.manifest');
  if (options.appendManifest && !isFile(append)) return err(noAppendManifest(append));

  const script = request.versionScript === undefined ? undefined : readScript(context, request.versionScript);
  if (script?.ok === false) return script;
  const exports = exportsOf(context, request, script?.value);
  if (!exports.ok) return exports;
  const wish = {
    profile: options.for === undefined ? (request.profile ?? 'all') : request.profile,
    for: options.for,
  };
  const plain = await resolveKernel(context, wish);
  if (!plain.ok) return plain;
  const switches = switchesOf(request, new Set(plain.value.set.components.keys()));
  if (!switches.ok) return switches;
  const others = await filesOfApps(context, request.image.slice(1));
  if (!others.ok) return others;
  const component = [...switches.value, ...options.component];
  const prepared = await prepareProgram(
    context,
    request.image.slice(0, 1),
    {
      ...options,
      ...wish,
      component,
      debug: request.mode === 'debug',
      file: new Map([...others.value, ...options.file]),
      manifest: options.appendManifest ? append : options.manifest,
    },
    { for: options.for, exports: exports.value, jobs: options.jobs, program: 'none' },
  );
  if (!prepared.ok) return prepared;

  const [image, files] = [
    imageFile(request, prepared.value),
    describingFiles(context, prepared.value, plain.value, script?.value.text),
  ];
  if (!image.ok) return image;
  if (!files.ok) return files;
  const { kernel } = prepared.value;
  const copy = (file: string, path: string): ResultFile => ({ name: file, content: { kind: 'copy', path } });
  const delivered = deliverResults(context.root, name, [
    copy('kernel.elf', kernel.path),
    copy('kernel-stripped.elf', kernel.strippedPath),
    copy('version_script', join(dirname(kernel.path), 'version_script')),
    image.value,
    ...files.value,
  ]);
  if (!delivered.ok) return delivered;
  if (request.image.length > 1)
    context.tell([otherProgramsOfImage(request.image[0] ?? '', request.image.slice(1))]);
  return exportFiles(context, request, { folder: delivered.value, prepared: prepared.value });
}

/** The tree that export= asks for: all of the image, or what its apps themselves bring. */
async function treeToExport(
  context: CommandContext,
  request: OsvBuild,
  prepared: PreparedProgram,
): Promise<Result<ImageTree>> {
  if (request.export === 'all') return ok(prepared.tree);
  const files = await filesOfApps(context, request.image);
  if (!files.ok) return files;
  return planImage(
    [...files.value].map(([guest, path]) => ({ guest, content: { kind: 'host', path } as const })),
  );
}

async function exportFiles(
  context: CommandContext,
  request: OsvBuild,
  results: OsvResults,
): Promise<Result<OsvResults>> {
  if (request.export === 'none') return ok(results);
  const folder =
    request.exportFolder === undefined
      ? join(context.root, 'build/export')
      : resolve(context.cwd, request.exportFolder);
  const tree = await treeToExport(context, request, results.prepared);
  if (!tree.ok) return tree;
  const exported = exportTree(tree.value, folder);
  return exported.ok ? ok({ ...results, exported: folder }) : exported;
}
