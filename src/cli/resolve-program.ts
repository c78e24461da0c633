// SPDX-License-Identifier: MIT
// From the word PROGRAM to the program: a file of the host, or an app of apps/.
import { appNames, CONFIGURATION_FILE, loadApp, loadConfiguration } from '../component/index.ts';
import { err, ok, type Place, type Result } from '../diagnostic/index.ts';
import type { Switch } from '../graph/index.ts';
import type { MachineName } from '../machine/machines.ts';
import type { NeedsPolicy } from '../needs/policy.ts';
import { findCommand } from '../toolchain/find-tools.ts';
import { basename, fileStatus, isFile, join, resolve } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { declaredProgram } from './declared-program.ts';
import { badProgram, noSuchProgram } from './messages.ts';
import type { LibcChoice } from './program-libc.ts';

/** What a declaration says of how the kernel is cut. */
export interface DeclaredCut {
  readonly universal: boolean;
  readonly policy?: NeedsPolicy;
  /** Absolute. */
  readonly needsFile?: string;
  readonly symbols: readonly string[];
  readonly systemCalls: readonly string[];
}

const NOTHING_SAID: DeclaredCut = { universal: false, symbols: [], systemCalls: [] };

/** A program with all that its declaration, if it has one, says of it. */
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
  readonly cpus?: number;
  readonly machine?: MachineName;
  /** As --profile and --for take them, files as absolute paths. */
  readonly profile?: string;
  readonly target?: string;
  readonly switches: readonly Switch[];
  readonly libc?: LibcChoice;
  readonly cut: DeclaredCut;
  /** Bytes. */
  readonly budget?: { readonly bytes: number; readonly place: Place };
}

/**
 * Where the guest has a program of the host: what a package installed stays where it is, because such programs look
 * for their own files by absolute paths; anything else comes to the top.
 */
export function guestPathOf(host: string): string {
  return /^\/(bin|sbin|usr|opt|lib[^/]*)\//.test(host) ? host : `/${basename(host)}`;
}

/** A program without a declaration. */
export function plainProgram(name: string, host: string, guest: string): Program {
  return { name, host, guest, args: [], env: {}, files: new Map(), switches: [], cut: NOTHING_SAID };
}

/** The program of a folder that has a configuration. */
export async function configuredProgram(context: CommandContext, folder: string): Promise<Result<Program>> {
  const loaded = await loadConfiguration(context.root, folder);
  if (!loaded.ok) return loaded;
  return declaredProgram(context, { ...loaded.value, name: basename(folder), folder });
}

/**
 * Finds the program that a word on the command line means: a word without a slash is an app if there is one; a folder is a
 * project if it has a configuration; anything else is a file.
 */
export async function resolveProgram(context: CommandContext, word: string): Promise<Result<Program>> {
  const apps = appNames(context.root);
  if (!word.includes('/') && apps.includes(word)) {
    const app = await loadApp(context.root, word);
    return app.ok ? declaredProgram(context, { ...app.value, declaration: app.value }) : app;
  }
  const host = resolve(context.cwd, word);
  const status = fileStatus(host);
  if (!status.ok) {
    const inPath = word.includes('/') ? undefined : findCommand(word, context.env['PATH'] ?? '');
    return err(noSuchProgram(word, status.code, inPath, apps));
  }
  if (status.value.kind === 'directory' && isFile(join(host, CONFIGURATION_FILE)))
    return configuredProgram(context, host);
  if (status.value.kind !== 'file') return err(badProgram(word, status.value.kind));
  return ok(plainProgram(basename(host), host, guestPathOf(host)));
}
