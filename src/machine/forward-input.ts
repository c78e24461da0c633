// SPDX-License-Identifier: MIT
import { END_OF_INPUT, frameInput } from './frame-input.ts';

/** Where the guest's input comes from; `process.stdin` is one. */
export type InputStream = NodeJS.ReadableStream & {
  readonly setRawMode?: (raw: boolean) => unknown;
  readonly unref?: () => unknown;
};

export interface InputForwarder {
  /** Takes nothing more, and gives the terminal back as it was. */
  stop(): void;
}

/** What Ctrl-C sends in a terminal that does not make a signal of it. */
const CTRL_C = 0x03;

/**
 * Sends what comes from a stream to the guest's console. In a terminal each key goes at once and as it is, but for Ctrl-C,
 * which calls `onCtrlC`; other streams are framed, and their end is told.
 */
export function forwardInput(
  from: InputStream | undefined,
  mode: 'terminal' | 'stream' | 'raw',
  to: NodeJS.WritableStream,
  onCtrlC: () => void,
): InputForwarder {
  let stopped = false;
  const sendEnd = () => {
    if (!stopped && mode === 'stream') to.write(END_OF_INPUT);
  };
  if (from?.readable !== true) {
    sendEnd();
    return { stop: () => undefined };
  }
  const resume = () => {
    if (!stopped) from.resume();
  };
  const send = (chunk: Uint8Array | string) => {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    if (mode === 'terminal' && bytes.includes(CTRL_C)) return onCtrlC();
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
