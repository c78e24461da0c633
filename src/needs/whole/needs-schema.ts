// SPDX-License-Identifier: MIT
// The shape of needs.json, as docs/needs.md describes it.
import * as v from 'valibot';

export const NEEDS_FORMAT = 'thimble-needs';
/** Changes whenever a reader of the version before would misunderstand the file. */
export const NEEDS_VERSION = 3;

const address = v.pipe(v.string(), v.regex(/^0x[0-9a-f]{1,14}$/, 'an address such as "0x4011f0"'));
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal'));
const guestPath = v.pipe(v.string(), v.regex(/^\//, 'an absolute path'));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const provider = v.exactOptional(v.union([v.literal('kernel'), guestPath]));
const needClass = v.picklist(['proved', 'resolved', 'guessed', 'requested', 'recorded']);

const evidenceEntries = {
  address,
  function: v.exactOptional(v.string()),
  callee: v.exactOptional(v.string()),
};

const runtimeEntries = { class: needClass, sites: count, evidence: v.array(v.strictObject(evidenceEntries)) };

const runtimeNeed = v.variant('call', [
  v.strictObject({ call: v.literal('dlsym'), name: v.string(), provider, ...runtimeEntries }),
  v.strictObject({ call: v.literal('dlopen'), name: v.string(), provider, ...runtimeEntries }),
  v.strictObject({
    call: v.literal('syscall'),
    number: count,
    name: v.exactOptional(v.string()),
    ...runtimeEntries,
  }),
]);

const file = v.strictObject({
  path: guestPath,
  sha256: digest,
  size: count,
  codeSize: count,
  kind: v.picklist(['static', 'static-pie', 'dynamic', 'library']),
  imports: v.array(
    v.strictObject({
      name: v.string(),
      version: v.exactOptional(v.string()),
      library: v.exactOptional(v.string()),
      weak: v.exactOptional(v.literal(true)),
      provider,
      unreached: v.exactOptional(v.literal(true)),
    }),
  ),
  runtime: v.array(runtimeNeed),
  unresolved: v.array(
    v.strictObject({
      call: v.picklist(['dlsym', 'dlopen', 'syscall']),
      ...evidenceEntries,
      reason: v.string(),
    }),
  ),
  openWorld: v.array(
    v.strictObject({ kind: v.picklist(['symbols', 'system-calls']), by: v.string(), symbol: v.string() }),
  ),
});

const addedEntries = { class: v.picklist(['requested', 'recorded']), evidence: v.string() };

const added = v.variant('call', [
  v.strictObject({ call: v.literal('dlsym'), name: v.string(), ...addedEntries }),
  v.strictObject({ call: v.literal('dlopen'), name: v.string(), ...addedEntries }),
  v.strictObject({ call: v.literal('path'), name: guestPath, ...addedEntries }),
  v.strictObject({ call: v.literal('component'), name: v.string(), ...addedEntries }),
  v.strictObject({
    call: v.literal('syscall'),
    number: count,
    name: v.exactOptional(v.string()),
    ...addedEntries,
  }),
]);

export const needsSchema = v.strictObject({
  format: v.literal(NEEDS_FORMAT),
  version: v.literal(NEEDS_VERSION),
  libc: v.picklist(['kernel', 'image']),
  files: v.array(file),
  replaced: v.array(guestPath),
  skipped: v.array(v.strictObject({ path: guestPath, reason: v.string() })),
  added: v.array(added),
});

/** needs.json as it is parsed. */
export type NeedsDocument = v.InferOutput<typeof needsSchema>;
