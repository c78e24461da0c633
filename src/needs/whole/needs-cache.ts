// SPDX-License-Identifier: MIT
import { join, readText, sha256, writeWhole } from '../../util/index.ts';
import type { FileNeeds } from '../file/file-needs.ts';

/** Remembers what is known of ELF files by the SHA-256 of their contents. */
export interface NeedsCache {
  get(digest: string): FileNeeds | undefined;
  put(digest: string, needs: FileNeeds): void;
}

/** Changes when the analysis finds more, or says it in another way. */
export const ANALYSIS_VERSION = 9;

interface CacheEntry {
  readonly version: number;
  /** Of the rest, so that a file that somebody damaged is not believed. */
  readonly check: string;
  readonly needs: FileNeeds;
}

/**
 * A cache of files in a folder. What is found depends on the names that a kernel could export, too. A file that cannot be
 * read, or is not as it was written, is as good as none.
 */
export function folderCache(folder: string, exportable: ReadonlySet<string>): NeedsCache {
  const names = sha256([...exportable].sort().join('\n')).slice(0, 16);
  const pathOf = (digest: string): string => join(folder, `${digest}-${names}-${ANALYSIS_VERSION}.json`);
  return {
    get(digest) {
      const text = readText(pathOf(digest));
      if (!text.ok) return undefined;
      const entry = parseEntry(text.value);
      return entry?.version === ANALYSIS_VERSION && entry.needs.sha256 === digest ? entry.needs : undefined;
    },
    put(digest, needs) {
      const check = sha256(JSON.stringify(needs));
      const entry: CacheEntry = { version: ANALYSIS_VERSION, check, needs };
      // Without the entry the file is analyzed again next time, which is slower and nothing else.
      writeWhole(pathOf(digest), JSON.stringify(entry));
    },
  };
}

function parseEntry(text: string): CacheEntry | undefined {
  try {
    const entry = JSON.parse(text) as CacheEntry;
    return entry.check === sha256(JSON.stringify(entry.needs)) ? entry : undefined;
  } catch {
    return undefined;
  }
}
