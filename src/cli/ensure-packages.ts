// SPDX-License-Identifier: MIT
// Before a command that needs them: are the tools of the system there, and if not, may we install them?
import { err, errorDiagnostic, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { findCommand, findTools, type ToolState } from '../toolchain/find-tools.ts';
import { toolsFor, type SystemTool, type ToolPurpose } from '../toolchain/system-packages.ts';
import { isFile, join, spawn } from '../util/index.ts';
import type { CommandContext } from './command.ts';

/** Looks for tools, with the cache at its usual place. */
export function lookForTools(context: CommandContext, tools: readonly SystemTool[]): Promise<ToolState[]> {
  return findTools(tools, context.env['PATH'] ?? '', join(context.root, 'build/cache/system-tools.json'));
}

function describe(state: ToolState): string {
  const { name, minimum, use, debianPackage } = state.tool;
  const wanted = minimum === undefined ? name : `${name} ${minimum} or newer`;
  const found = state.kind === 'too-old' ? `; ${state.path} is ${state.version}` : '';
  return `${wanted} (${use}${found}; package ${debianPackage})`;
}

/** The commands that bring packages on Debian and Ubuntu. */
export function installCommands(packages: readonly string[]): string {
  return `apt-get update && apt-get install -y --no-remove --no-install-recommends ${packages.join(' ')}`;
}

function missingTools(states: readonly ToolState[], packages: readonly string[]): Diagnostic {
  const lines = states.map(describe).join('\n');
  return errorDiagnostic('cli/packages-missing', `these tools are missing or too old:\n${lines}`, {
    help:
      `as root on Debian or Ubuntu: ${installCommands(packages)}\n` +
      'elsewhere: the packages of the same names; thimble doctor shows what is found',
  });
}

function installFailed(packages: readonly string[], output: string): Diagnostic {
  return errorDiagnostic(
    'cli/install-failed',
    `apt-get could not install ${packages.join(', ')}:\n${output.trim()}`,
    {
      help: `repair what apt-get complains about, then: ${installCommands(packages)}`,
    },
  );
}

function mayInstall(context: CommandContext): boolean {
  const refused = context.env['THIMBLE_NO_INSTALL'] ?? '';
  if ((refused !== '' && refused !== '0') || !context.isRoot || !isFile('/etc/debian_version')) return false;
  return findCommand('apt-get', context.env['PATH'] ?? '') !== undefined;
}

/**
 * Installs Debian packages, saying so in one line; what apt-get prints is shown only when it fails. Never at the price of a
 * package that is there: nobody has been asked, so a conflict is for the user to decide.
 */
async function installPackages(context: CommandContext, packages: readonly string[]): Promise<Result<void>> {
  context.stderr.write(`thimble: installing ${packages.join(', ')} with apt-get\n`);
  const lock = ['-o', 'DPkg::Lock::Timeout=600'];
  const steps = [
    [...lock, 'update'],
    [...lock, 'install', '-y', '--no-remove', '--no-install-recommends', ...packages],
  ];
  for (const args of steps) {
    const outcome = await spawn('apt-get', args, {
      env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    });
    if (outcome.kind === 'not-found') return err(installFailed(packages, 'apt-get is not there'));
    // An unreachable source makes `update` fail though the package may well be in another one.
    const failed = outcome.kind !== 'exited' || outcome.code !== 0;
    if (failed && args.includes('install')) {
      return err(installFailed(packages, `${outcome.stdout}\n${outcome.stderr}`));
    }
  }
  return ok(undefined);
}

async function requireTools(context: CommandContext, tools: readonly SystemTool[]): Promise<Result<void>> {
  const lacking = async (): Promise<ToolState[]> =>
    (await lookForTools(context, tools)).filter((state) => state.kind !== 'found');
  const before = await lacking();
  if (before.length === 0) return ok(undefined);
  const packages = [...new Set(before.map((state) => state.tool.debianPackage))];
  if (!mayInstall(context)) return err(missingTools(before, packages));
  const installed = await installPackages(context, packages);
  if (!installed.ok) return installed;
  const after = await lacking();
  return after.length === 0 ? ok(undefined) : err(missingTools(after, packages));
}

/** Makes sure that the tools for a purpose are there. Fails with what is missing and how to get it. */
export function ensurePackages(context: CommandContext, purpose: ToolPurpose): Promise<Result<void>> {
  return requireTools(context, toolsFor(purpose));
}

/** Makes sure that a program which Debian packages bring is at its path. */
export async function ensureProgram(
  context: CommandContext,
  path: string,
  packages: readonly string[],
): Promise<Result<void>> {
  const [first] = packages;
  if (isFile(path) || first === undefined) return ok(undefined);
  const tools = packages.map((name): SystemTool => ({
    name: path,
    debianPackage: name,
    purpose: 'run',
    use: 'the program to run',
    probe: { kind: 'file', anyOf: [path] },
  }));
  return requireTools(context, tools);
}
