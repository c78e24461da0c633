// SPDX-License-Identifier: MIT
// A client for protocols of lines and bytes over TCP.
import { connect, type Socket } from 'node:net';

export class Talk {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #closed = false;
  #wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#wake();
    });
    for (const event of ['close', 'error']) {
      socket.on(event, () => {
        this.#closed = true;
        this.#wake();
      });
    }
  }

  static to(port: number, host = '127.0.0.1'): Promise<Talk> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host);
      socket.once('connect', () => resolve(new Talk(socket))).once('error', reject);
    });
  }

  /** What comes from now on is taken from the connection only after `resume`. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  say(text: string): void {
    this.#socket.write(text);
  }

  /** The next `size` bytes; fewer when the server ends the connection. */
  async hear(size: number): Promise<string> {
    while (this.#received.length < size && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const heard = this.#received.subarray(0, size).toString('latin1');
    this.#received = this.#received.subarray(size);
    return heard;
  }

  /** Says something, and hears as many bytes as the answer is expected to have. */
  ask(text: string, expected: string): Promise<string> {
    this.say(text);
    return this.hear(expected.length);
  }

  end(): void {
    this.#socket.destroy();
  }
}
