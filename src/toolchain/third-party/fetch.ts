// SPDX-License-Identifier: MIT
// Gets an archive of sources: from the cache, by apt-get, or from where its authors publish it. Only its checksum is trusted.
import { err, ok, type Result } from '../../diagnostic/index.ts';
import type { UpstreamDeclaration } from '../../component/index.ts';
import {
  homedir,
  isFile,
  join,
  makeDirectory,
  makeTemporaryDirectory,
  readBytes,
  removeTree,
  renamePath,
  sha256,
  spawn,
  uniqueAside,
  writeWhole,
} from '../../util/index.ts';
import { fileFailed, sourceUnavailable, wrongChecksum } from '../messages.ts';

/** Debian's release that has the pinned versions. Its signature is not needed: the checksum is ours. */
const APT_SOURCE = 'deb-src [trusted=yes] http://deb.debian.org/debian bookworm main\n';

/** Where archives are kept for all clones of this user. */
export function archiveCache(env: Readonly<Record<string, string | undefined>>): string {
  const base = env['XDG_CACHE_HOME'];
  const cache = base !== undefined && base.startsWith('/') ? base : join(homedir(), '.cache');
  return join(cache, 'thimble', 'archives');
}

type Attempt = { readonly kind: 'got' } | { readonly kind: 'failed'; readonly reason: string };

/** By `apt-get source` with a configuration of its own, which needs no root and leaves the system's lists alone. */
async function fetchByApt(upstream: UpstreamDeclaration, file: string): Promise<Attempt> {
  const folder = makeTemporaryDirectory('/tmp', 'thimble-apt-');
  if (!folder.ok) return { kind: 'failed', reason: `no temporary folder (${folder.code})` };
  try {
    const at = (name: string) => join(folder.value, name);
    for (const name of ['lists/partial', 'cache/archives/partial', 'download']) makeDirectory(at(name));
    writeWhole(at('sources.list'), APT_SOURCE);
    const options = [
      `Dir::Etc::sourcelist=${at('sources.list')}`,
      'Dir::Etc::sourceparts=-',
      `Dir::State::lists=${at('lists')}`,
      `Dir::Cache=${at('cache')}`,
      'APT::Sandbox::User=',
    ].flatMap((option) => ['-o', option]);
    const commands = [['update'], ['source', '--download-only', '--tar-only', upstream.debianSource]];
    for (const words of commands) {
      const end = await spawn('apt-get', [...options, ...words], {
        cwd: at('download'),
        env: { LC_ALL: 'C.UTF-8' },
        timeoutMs: 300_000,
      });
      if (end.kind === 'not-found') return { kind: 'failed', reason: 'apt-get is not there' };
      if (end.kind !== 'exited') return { kind: 'failed', reason: `apt-get ${words[0]} did not end well` };
      if (end.code !== 0) {
        const line = end.stderr.trim().split('\n').at(-1) ?? '';
        return { kind: 'failed', reason: `apt-get ${words[0]}: ${line}` };
      }
    }
    return keep(join(at('download'), upstream.archive), file);
  } finally {
    removeTree(folder.value);
  }
}

function keep(from: string, file: string): Attempt {
  const bytes = readBytes(from);
  if (!bytes.ok)
    return { kind: 'failed', reason: `there is no ${from.split('/').at(-1)} in the source package` };
  const written = writeWhole(file, bytes.value);
  return written.ok ? { kind: 'got' } : { kind: 'failed', reason: `${file}: ${written.code}` };
}

async function fetchByHttps(upstream: UpstreamDeclaration, file: string): Promise<Attempt> {
  try {
    const response = await fetch(upstream.url, { signal: AbortSignal.timeout(120_000) });
    if (!response.ok) return { kind: 'failed', reason: `${upstream.url}: HTTP status ${response.status}` };
    const written = writeWhole(file, new Uint8Array(await response.arrayBuffer()));
    return written.ok ? { kind: 'got' } : { kind: 'failed', reason: `${file}: ${written.code}` };
  } catch (cause) {
    return {
      kind: 'failed',
      reason: `${upstream.url}: ${cause instanceof Error ? cause.message : String(cause)}`,
    };
  }
}

/** The archive of an upstream as a file in `cache`, its checksum verified. */
export async function fetchArchive(upstream: UpstreamDeclaration, cache: string): Promise<Result<string>> {
  const file = join(cache, upstream.archive);
  const made = makeDirectory(cache);
  if (!made.ok) return err(fileFailed(made));
  if (isFile(file)) {
    const bytes = readBytes(file);
    if (bytes.ok && sha256(bytes.value) === upstream.sha256) return ok(file);
    // Cut off or of another version: got anew.
    removeTree(file);
  }
  const reasons: string[] = [];
  for (const attempt of [fetchByApt, fetchByHttps]) {
    const aside = uniqueAside(file);
    try {
      const end = await attempt(upstream, aside);
      if (end.kind === 'failed') {
        reasons.push(end.reason);
        continue;
      }
      const bytes = readBytes(aside);
      if (!bytes.ok) return err(fileFailed(bytes));
      const found = sha256(bytes.value);
      if (found !== upstream.sha256) {
        reasons.push(wrongChecksum(upstream.archive, found, upstream.sha256));
        continue;
      }
      const moved = renamePath(aside, file);
      return moved.ok ? ok(file) : err(fileFailed(moved));
    } finally {
      removeTree(aside);
    }
  }
  return err(sourceUnavailable(upstream.name, upstream.version, upstream.archive, cache, reasons));
}
