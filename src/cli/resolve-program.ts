// SPDX-License-Identifier: MIT
// From the word PROGRAM to the program: a file of the host, or an app of apps/.
import { appNames, loadApp, type App } from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import { compileProgram } from '../toolchain/compile-program.ts';
import { findCommand } from '../toolchain/find-tools.ts';
import { basename, fileStatus, isAbsolute, join, resolve } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { ensureProgram } from './ensure-packages.ts';
import { badProgram, noSuchProgram } from './messages.ts';
import { parseSize } from './options.ts';

/** A program with all that its app, if it is one, declares for it. */
export interface Program {
  /** Names the folder of its images. */
  readonly name: string;
  /** Absolute. */
  readonly host: string;
  readonly guest: string;
  /** Come before the arguments of the command line. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Host path by guest path. */
  readonly files: ReadonlyMap<string, string>;
  readonly memoryBytes?: number;
}

/**
 * Where the guest has a program of the host: what a package installed stays where it is, because such programs look
 * for their own files by absolute paths; anything else comes to the top.
 */
export function guestPathOf(host: string): string {
  return /^\/(bin|sbin|usr|opt|lib[^/]*)\//.test(host) ? host : `/${basename(host)}`;
}

async function appProgram(context: CommandContext, app: App): Promise<Result<string>> {
  const { program } = app;
  if (typeof program === 'string') {
    const ensured = await ensureProgram(context, program, app.packages ?? []);
    return ensured.ok ? ok(program) : ensured;
  }
  return compileProgram({
    root: context.root,
    folder: join('apps', app.name),
    sources: program.sources,
    flags: program.flags ?? [],
    output: join('build/apps', app.name, app.name),
    onCompile: () => context.stderr.write(`thimble: compiling ${app.name}\n`),
  });
}

async function fromApp(context: CommandContext, name: string): Promise<Result<Program>> {
  const loaded = await loadApp(context.root, name);
  if (!loaded.ok) return loaded;
  const app = loaded.value;
  const host = await appProgram(context, app);
  if (!host.ok) return host;
  const files = Object.entries(app.files ?? {}).map(([guest, path]): [string, string] => [
    guest,
    isAbsolute(path) ? path : join(app.folder, path),
  ]);
  const memoryBytes = app.memory === undefined ? undefined : parseSize(app.memory);
  return ok({
    name,
    host: host.value,
    guest: guestPathOf(host.value),
    args: app.args ?? [],
    env: app.env ?? {},
    files: new Map(files),
    ...(app.cwd === undefined ? {} : { cwd: app.cwd }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  });
}

/** Finds the program that a word on the command line means. A word without a slash is an app if there is one. */
export async function resolveProgram(context: CommandContext, word: string): Promise<Result<Program>> {
  const apps = appNames(context.root);
  if (!word.includes('/') && apps.includes(word)) return fromApp(context, word);
  const host = resolve(context.cwd, word);
  const status = fileStatus(host);
  if (!status.ok) {
    const inPath = word.includes('/') ? undefined : findCommand(word, context.env['PATH'] ?? '');
    return err(noSuchProgram(word, status.code, inPath, apps));
  }
  if (status.value.kind !== 'file') return err(badProgram(word, status.value.kind));
  return ok({ name: basename(host), host, guest: guestPathOf(host), args: [], env: {}, files: new Map() });
}
