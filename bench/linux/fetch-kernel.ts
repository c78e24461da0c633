// SPDX-License-Identifier: MIT
// Debian's kernel for clouds, unpacked below build/cache. It is not installed: nothing on the host changes.
import type { BenchContext } from '../../src/cli/benchmark.ts';
import {
  isDirectory,
  join,
  listDirectory,
  makeDirectory,
  removeTree,
  renamePath,
  spawn,
} from '../../src/util/index.ts';

const META_PACKAGE = 'linux-image-cloud-amd64';

export type FetchedKernel =
  | {
      readonly kind: 'found';
      readonly release: string;
      readonly image: string;
      readonly moduleFolder: string;
    }
  | { readonly kind: 'missing'; readonly reason: string };

/** The kernel in an unpacked package; undefined when there is none. */
function kernelIn(folder: string): FetchedKernel | undefined {
  const names = listDirectory(join(folder, 'boot'));
  const image = names.ok ? names.value.find((name) => name.startsWith('vmlinuz-')) : undefined;
  if (image === undefined) return undefined;
  const release = image.slice('vmlinuz-'.length);
  const moduleFolder = join(folder, 'lib/modules', release);
  return isDirectory(moduleFolder)
    ? { kind: 'found', release, image: join(folder, 'boot', image), moduleFolder }
    : undefined;
}

async function output(command: string, args: readonly string[], cwd: string): Promise<string | undefined> {
  const outcome = await spawn(command, args, { cwd });
  return outcome.kind === 'exited' && outcome.code === 0 ? outcome.stdout : undefined;
}

/** Gets the kernel, from the cache if it was there before; its newest version then stays what it was. */
export async function fetchLinux(context: BenchContext): Promise<FetchedKernel> {
  const cache = join(context.root, 'build/cache/linux');
  const folder = join(cache, 'unpacked');
  const before = kernelIn(folder);
  if (before !== undefined) return before;
  makeDirectory(cache);
  const depends = await output('apt-cache', ['depends', META_PACKAGE], cache);
  const name = /Depends: (linux-image-\S+)/.exec(depends ?? '')?.[1];
  if (name === undefined) {
    return { kind: 'missing', reason: `apt-cache knows no package ${META_PACKAGE} (apt-get update?)` };
  }
  context.say(`fetching ${name} to compare with`);
  if ((await output('apt-get', ['download', name], cache)) === undefined) {
    return { kind: 'missing', reason: `apt-get could not download ${name}` };
  }
  const files = listDirectory(cache);
  const archive = files.ok ? files.value.find((file) => file.startsWith(`${name}_`)) : undefined;
  const aside = join(cache, 'unpacking');
  removeTree(aside);
  if (archive === undefined || (await output('dpkg-deb', ['-x', archive, aside], cache)) === undefined) {
    return { kind: 'missing', reason: `the package ${name} could not be unpacked` };
  }
  removeTree(join(cache, archive));
  renamePath(aside, folder);
  return kernelIn(folder) ?? { kind: 'missing', reason: `the package ${name} has no kernel in it` };
}
