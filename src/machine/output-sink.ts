// SPDX-License-Identifier: MIT

/** Hands bytes to a stream of ours no faster than it takes them, so that a slow reader slows the guest. */
export class OutputSink {
  readonly #stream: NodeJS.WritableStream;
  readonly #onBroken: () => void;
  #wake: (() => void) | undefined;
  #released = false;
  #broken = false;

  /** `onBroken` is called once, when nobody reads the stream any more. */
  constructor(stream: NodeJS.WritableStream, onBroken: () => void) {
    this.#stream = stream;
    this.#onBroken = onBroken;
    stream.on('error', this.#fail);
  }

  /** Whether the stream has more than it wants, so that the guest waits for whoever reads it. */
  get waiting(): boolean {
    return this.#wake !== undefined;
  }

  accept(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#broken || this.#stream.write(bytes) || this.#released) return undefined;
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
      this.#stream.once('drain', this.#continue);
    });
  }

  /** From now on waits for nobody. */
  release(): void {
    this.#released = true;
    this.#continue();
  }

  close(): void {
    this.release();
    this.#stream.removeListener('drain', this.#continue);
    // Writes that are still under way may fail, and then this listener keeps that from ending the process.
    if (!this.#broken) this.#stream.removeListener('error', this.#fail).on('error', ignore);
  }

  readonly #continue = () => this.#wake?.();

  readonly #fail = () => {
    if (this.#broken) return;
    this.#broken = true;
    this.release();
    this.#onBroken();
  };
}

function ignore(): void {
  // See close().
}
