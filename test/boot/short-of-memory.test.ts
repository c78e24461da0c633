// SPDX-License-Identifier: MIT
// A guest whose clients want more of its memory than there is.
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { MemoryTold, tellingMemory } from './memory-told.ts';
import { compileProgram } from './rig.ts';
import { serve } from './serve.ts';
import { Talk } from './talk.ts';
import { TAP, testOnTap } from './tap.ts';

const PORT = 7000;
const MEMORY = '24M';
const CLIENTS = 200;
/** What each of them sends and never reads: more than there is room for on the way and back. */
const GREED_BYTES = 4 * 2 ** 20;

function greedy(): Socket {
  const socket = connect(PORT, TAP.guest);
  socket.on('error', () => undefined);
  socket.write(Buffer.alloc(GREED_BYTES, 'x'));
  return socket.pause();
}

/** What may stay with the heap. */
const SLACK_KIB = 1024;
const ASKED = 300;

async function answers(talk: Talk): Promise<void> {
  for (let at = 0; at < ASKED; at++) {
    const line = `${at} is a line\n`;
    assert.equal(await talk.ask(line, line), line);
  }
}

testOnTap(
  'a server whose clients do not read answers others, and has the memory again when they go',
  async (tell) => {
    const program = await compileProgram('echo', 'gcc', ['-O2']);
    const options = [...TAP.options, ...(await tellingMemory()), '--memory', MEMORY];
    await serve({ options, program, ports: [], ready: /serving/ }, async () => {
      const memory = await MemoryTold.of(TAP.guest);
      const before = await memory.availableKib();
      const old = await Talk.to(PORT, TAP.guest);
      await answers(old);
      const greed = Array.from({ length: CLIENTS }, greedy);
      await answers(old);
      const client = await Talk.to(PORT, TAP.guest);
      await answers(client);
      const taken = before - (await memory.availableKib());
      tell(`${CLIENTS} clients hold ${taken} KiB of ${before}`);
      assert.ok(taken < before / 2, `${taken} KiB are taken, of ${before}`);
      for (const socket of greed) socket.destroy();
      await memory.untilAvailable(before - SLACK_KIB);
      await answers(client);
    });
  },
);
