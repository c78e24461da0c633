// SPDX-License-Identifier: MIT
// How input that has an end, and signals, travel over a serial port, which knows neither (docs/guest-interface.md, "Framed
// input").

const DLE = 0x10;
const END = 0x04;
const SIGNAL = 0x18;

/** What tells the guest that its standard input is at its end. */
export const END_OF_INPUT: Uint8Array = Uint8Array.of(DLE, END);

/** What sends the program a signal, 1 to 64. */
export function frameSignal(signal: number): Uint8Array {
  return Uint8Array.of(DLE, SIGNAL, signal);
}

/** `bytes` with each 0x10 doubled; the same array when there is none. */
export function frameInput(bytes: Uint8Array): Uint8Array {
  const count = bytes.reduce((sum, byte) => (byte === DLE ? sum + 1 : sum), 0);
  if (count === 0) return bytes;
  const framed = new Uint8Array(bytes.length + count);
  let at = 0;
  for (const byte of bytes) {
    framed[at++] = byte;
    if (byte === DLE) framed[at++] = DLE;
  }
  return framed;
}
