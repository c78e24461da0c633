// SPDX-License-Identifier: MIT
import type { StreamingChild } from '../util/index.ts';
import type { OutputSink } from './output-sink.ts';
import type { StopReason } from './verdict.ts';

export interface StopConditions {
  readonly timeoutMs?: number;
  /** Aborts when somebody wants the guest to end; a reason above 128 is the exit code of a shell: it tells the signal. */
  readonly interrupted?: AbortSignal;
  /** Passes a signal on to the program, which is then to end by itself; false: it would not. */
  readonly passSignal?: (signal: number) => boolean;
}

/**
 * How long a machine may go on after its verdict, while nothing moves, before we end it. On a busy host it may get no
 * processor for a while, with output still to be sent.
 */
const GRACE_MS = 5000;

/** How long a program may take to end itself after a signal, as long as containers get by custom. */
const SIGNAL_GRACE_MS = 10_000;

const SIGTERM = 15;

/** The signal of which an exit code of a shell tells. */
function signalOf(reason: unknown): number {
  const signal = typeof reason === 'number' ? reason - 128 : 0;
  return signal > 0 && signal <= 64 ? signal : SIGTERM;
}

/** Ends the VMM when there is a reason to, and remembers the first one. */
export class Stopping {
  readonly #child: StreamingChild;
  readonly #sinks: readonly OutputSink[];
  #reason: StopReason | undefined;
  #grace: NodeJS.Timeout | undefined;

  constructor(child: StreamingChild, sinks: readonly OutputSink[]) {
    this.#child = child;
    this.#sinks = sinks;
  }

  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** There is nothing in the VMM that wants to be put in order, so it gets no chance to refuse. */
  stop(reason: StopReason): void {
    this.#reason ??= reason;
    this.#child.kill('SIGKILL');
    // Somebody who does not read our output must not keep us from ending either.
    if (reason.kind !== 'verdict-said') for (const sink of this.#sinks) sink.release();
  }

  /** The guest has said its verdict. A machine that cannot be stopped from inside halts then, and is stopped from here. */
  expectEnd(): void {
    this.#grace ??= setTimeout(() => {
      this.#grace = undefined;
      // Whoever reads the output is slow, and the guest is still waiting to get rid of it.
      if (this.#sinks.some((sink) => sink.waiting)) this.expectEnd();
      else this.stop({ kind: 'verdict-said' });
    }, GRACE_MS);
  }

  /** Output still comes: the machine is not idle. */
  noteActivity(): void {
    this.#grace?.refresh();
  }

  /** Watches for the conditions until the function that it returns is called. */
  arm({ timeoutMs, interrupted, passSignal }: StopConditions): () => void {
    let patience: NodeJS.Timeout | undefined;
    const onAbort = () => {
      const stop = () => this.stop({ kind: 'interrupted', by: 'signal' });
      if (passSignal?.(signalOf(interrupted?.reason)) === true) patience = setTimeout(stop, SIGNAL_GRACE_MS);
      else stop();
    };
    const timeout =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => this.stop({ kind: 'timed-out', timeoutMs }), timeoutMs);
    interrupted?.addEventListener('abort', onAbort, { once: true });
    if (interrupted?.aborted === true) onAbort();
    return () => {
      clearTimeout(timeout);
      clearTimeout(patience);
      clearTimeout(this.#grace);
      interrupted?.removeEventListener('abort', onAbort);
    };
  }
}
