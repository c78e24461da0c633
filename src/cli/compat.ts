// SPDX-License-Identifier: MIT
// What a program of the compatibility table is. They are in the files of test/compat/; the folder is the registry.
import type { UpstreamDeclaration } from '../component/index.ts';
import { join, listDirectory, pathToFileURL } from '../util/index.ts';

/** A file that a program reads, at the same path on the host and in the guest. */
export interface CompatFixture {
  /** Below `FIXTURE_FOLDER`. */
  readonly name: string;
  readonly make: () => string | Uint8Array | Promise<string | Uint8Array>;
  /** Each making gives another one, so what is there stays. */
  readonly once?: boolean;
}

/** Files of a source archive, unpacked below `FIXTURE_FOLDER`; put into the image at the same paths. */
export interface CompatSources {
  readonly archive: UpstreamDeclaration;
  /** Relative to the archive's one folder. */
  readonly paths: readonly string[];
}

/** One run of one program, which has to write the same and end the same in a guest as on the host. */
export interface CompatProgram {
  /** What the row is called; unique. */
  readonly name: string;
  /** The Debian package that the program is of; `-` for an app of ours. */
  readonly package: string;
  /** A file that it reads and another package brings. */
  readonly also?: { readonly file: string; readonly package: string };
  /** Path of the program, or the name of an app. */
  readonly program: string;
  readonly args: readonly string[];
  /** How the command is shown, when the arguments are too long to show. */
  readonly shown?: string;
  readonly input?: string;
  /** What it ends with on the host, 0 unless given. A reference that fails would make a guest that fails the same. */
  readonly exitCode?: number;
  readonly fixtures?: readonly CompatFixture[];
  readonly sources?: CompatSources;
  /** Folders and files of the host that it reads, put into the image at the same path. */
  readonly files?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** As `run --memory` takes it. */
  readonly memory?: string;
  /** What of the output may differ, because it counts time: replaced on both sides before they are compared. */
  readonly varying?: RegExp;
  /** A line by which it, a suite of tests, tells of a test that failed: groups `test` and, if the line has it, `why`. */
  readonly failure?: RegExp;
  /** Seconds that it may take in a guest; 120 unless given. */
  readonly seconds?: number;
  /** The boot tests run it, with the kernel's libc: it takes less than half a minute. */
  readonly quick?: boolean;
}

/** Where fixtures are. Not /tmp, over which the guest mounts a file system of its own. */
export const FIXTURE_FOLDER = '/var/tmp/thimble-compat';

/** The path of a fixture, for arguments. */
export function fixturePath(name: string): string {
  return `${FIXTURE_FOLDER}/${name}`;
}

/** Where the files of an archive are. */
export function sourcesPath({ name, version }: UpstreamDeclaration): string {
  return fixturePath(`${name}-${version}`);
}

/** All programs, by file and in the order of the files. */
export async function loadCompatPrograms(root: string): Promise<CompatProgram[]> {
  const folder = join(root, 'build/js/test/compat');
  const files = listDirectory(folder);
  if (!files.ok) throw new Error(`the programs of the compatibility table are not compiled: ${folder}`);
  const programs: CompatProgram[] = [];
  for (const file of files.value.filter((name) => /^[a-z-]+\.js$/.test(name)).sort()) {
    const loaded = (await import(pathToFileURL(join(folder, file)).href)) as {
      programs?: readonly CompatProgram[];
    };
    if (loaded.programs === undefined) throw new Error(`${file} exports no programs`);
    programs.push(...loaded.programs);
  }
  return programs;
}
