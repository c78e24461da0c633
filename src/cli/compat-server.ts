// SPDX-License-Identifier: MIT
// What a server of the compatibility table is. They are in the files of test/compat/servers/; the folder is the registry.
import { join, listDirectory, pathToFileURL } from '../util/index.ts';
import type { CompatFixture } from './compat.ts';

/** What a client does with a server, and what it prints, which has to be the same in a guest as on the host. */
export interface ServerTalk {
  /** Unique among those of the server. */
  readonly name: string;
  /**
   * Commands of bash, which a command that fails or an unset variable ends. `$FILES` is where the fixtures are; the working
   * directory is an empty one.
   */
  readonly script: string;
  /** What of the output may differ, because it counts time or CPUs: replaced on both sides before they are compared. */
  readonly varying?: RegExp;
  /** It takes a second or two. The boot tests have no others. */
  readonly quick?: boolean;
}

/** A command that talks to a server. */
export interface ServerClient {
  /** Path. */
  readonly command: string;
  /** The Debian package. */
  readonly package: string;
}

/** A server behind the server: started beside it, on the host in each case. */
export interface ServerBackend {
  readonly client: ServerClient;
  /** Arguments of the command, given the port of 127.0.0.1 at which it has to listen. */
  readonly args: (port: number) => readonly string[];
  /** A variable of the server's environment that is to be HOST:PORT of it. */
  readonly variable: string;
}

export interface CompatServer {
  /** An app of apps/. */
  readonly name: string;
  /** The Debian package; `-` for one of ours. */
  readonly package: string;
  /** It has no libc that could be the kernel's. */
  readonly isStatic?: boolean;
  /** What follows the arguments of the app. */
  readonly args?: readonly string[];
  /** The ports at which it listens (TCP), by the variables in which scripts find where to reach them. */
  readonly ports: Readonly<Record<string, number>>;
  readonly fixtures?: readonly CompatFixture[];
  /** Names of fixtures, or of folders of them, by the guest path where they go. */
  readonly files?: Readonly<Record<string, string>>;
  readonly backend?: ServerBackend;
  readonly clients: readonly ServerClient[];
  readonly talks: readonly ServerTalk[];
}

/** All servers, by the names of their files. */
export async function loadCompatServers(root: string): Promise<CompatServer[]> {
  const folder = join(root, 'build/js/test/compat/servers');
  const files = listDirectory(folder);
  if (!files.ok) throw new Error(`the servers of the compatibility table are not compiled: ${folder}`);
  const servers: CompatServer[] = [];
  for (const file of files.value.filter((name) => name.endsWith('.js'))) {
    const loaded = (await import(pathToFileURL(join(folder, file)).href)) as { server?: CompatServer };
    if (loaded.server === undefined) throw new Error(`${file} exports no server`);
    servers.push(loaded.server);
  }
  return servers;
}
