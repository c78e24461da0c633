// SPDX-License-Identifier: MIT

const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d];

/**
 * Output of a guest that ends lines for a terminal (docs/guest-interface.md, `--tty`), for our own terminal, which does the
 * same (ONLCR stays set when Node takes the keys one by one): `\r\n` becomes `\n`. A pair that two batches share stays
 * a pair; nobody sees one `\r` too many, but a lone one that is held back would be missed.
 */
export function forOwnTerminal(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, at) => byte !== CARRIAGE_RETURN || bytes[at + 1] !== LINE_FEED);
}
