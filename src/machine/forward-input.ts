// SPDX-License-Identifier: MIT
import { END_OF_INPUT, frameInput, frameSignal } from './frame-input.ts';

/** Where the guest's input comes from; `process.stdin` is one. */
export type InputStream = NodeJS.ReadableStream & {
  readonly setRawMode?: (raw: boolean) => unknown;
  readonly unref?: () => unknown;
};

export interface InputForwarder {
  /** Sends the program a signal, behind what input there is. False where the way to the guest has no place for one. */
  sendSignal(signal: number): boolean;
  /** Takes nothing more, and gives the terminal back as it was. */
  stop(): void;
}

/** What Ctrl-C sends in a terminal that does not make a signal of it. */
const CTRL_C = 0x03;

/** Who presses it so often within a second has seen that the program does not care. */
const IMPATIENT_PRESSES = 3;
const IMPATIENT_MS = 1000;

/** Counts presses of Ctrl-C, and tells when they are so many that the guest is to end, whatever its program thinks. */
function impatience(): (presses: number) => boolean {
  let times: readonly number[] = [];
  return (presses) => {
    const now = performance.now();
    times = [...times.filter((time) => now - time < IMPATIENT_MS), ...Array<number>(presses).fill(now)];
    return times.length >= IMPATIENT_PRESSES;
  };
}

/**
 * Sends what comes from a stream to the guest's console. In a terminal each key goes at once and as it is, Ctrl-C as well, and
 * calls `onImpatience` when that is pressed again and again; other streams are framed, and their end is told.
 */
export function forwardInput(
  from: InputStream | undefined,
  mode: 'terminal' | 'stream' | 'raw',
  to: NodeJS.WritableStream,
  onImpatience: () => void,
): InputForwarder {
  let stopped = false;
  const impatient = impatience();
  const sendEnd = () => {
    if (!stopped && mode === 'stream') to.write(END_OF_INPUT);
  };
  const sendSignal = (signal: number) => {
    if (stopped || mode !== 'stream') return false;
    to.write(frameSignal(signal));
    return true;
  };
  if (from?.readable !== true) {
    sendEnd();
    return { sendSignal, stop: () => void (stopped = true) };
  }
  const resume = () => {
    if (!stopped) from.resume();
  };
  const send = (chunk: Uint8Array | string) => {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    if (mode === 'terminal' && impatient(bytes.filter((byte) => byte === CTRL_C).length))
      return onImpatience();
    if (to.write(mode === 'stream' ? frameInput(bytes) : bytes)) return;
    from.pause();
    to.once('drain', resume);
  };
  if (mode === 'terminal') from.setRawMode?.(true);
  from.on('data', send);
  from.on('end', sendEnd);
  // What cannot be read (a directory, a terminal that went away) has no more to give.
  from.on('error', sendEnd);
  from.resume();
  return {
    sendSignal,
    stop() {
      stopped = true;
      from.removeListener('data', send);
      from.removeListener('end', sendEnd);
      from.pause();
      if (mode === 'terminal') from.setRawMode?.(false);
      // Input that never comes must not keep the process from ending.
      from.unref?.();
    },
  };
}
