// SPDX-License-Identifier: MIT
// Servers with more to do than they like: many connections, floods, garbage, too little memory.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { MemoryTold, tellingMemory } from './memory-told.ts';
import { compileProgram } from './rig.ts';
import { serve, type Server } from './serve.ts';
import { Talk } from './talk.ts';
import { TAP, testOnTap } from './tap.ts';

const PORT = 6379;
const PONG = '+PONG\r\n';

async function redis(...options: readonly string[]): Promise<Server> {
  const all = [...TAP.options, ...(await tellingMemory()), ...options];
  return { options: all, program: 'redis', ports: [], ready: /Ready to accept/ };
}

const CONNECTIONS = 1000;
/** What a server may keep for the next time. */
const SLACK_KIB = 2048;

testOnTap(
  `redis answers on ${CONNECTIONS} connections at a time, and has their memory again afterwards`,
  async (tell) => {
    await serve(await redis(), async () => {
      const memory = await MemoryTold.of(TAP.guest);
      const before = await memory.availableKib();
      const talks = await Promise.all(Array.from({ length: CONNECTIONS }, () => Talk.to(PORT, TAP.guest)));
      for (let round = 0; round < 2; round++) {
        for (const talk of talks) talk.say('PING\r\n');
        for (const talk of talks) assert.equal(await talk.hear(PONG.length), PONG);
      }
      tell(`${((before - (await memory.availableKib())) / CONNECTIONS).toFixed(1)} KiB for each connection`);
      for (const talk of talks) talk.end();
      await memory.untilAvailable(before - SLACK_KIB);
    });
  },
);

/** The frames of programs/flood.c: so many as quickly as the guest takes them, then, during `action`, a thousand a second. */
async function flood(kind: 'syn' | 'garbage', count: number, seed: number, action: () => Promise<void>) {
  const program = await compileProgram('flood', 'gcc', ['-static']);
  const words = [kind, TAP.device, TAP.guest, PORT, count, seed].map(String);
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [said] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    assert.equal(said, `sent ${count}\n`);
    await action();
  } finally {
    child.kill();
  }
}

const FLOODS = [
  { kind: 'syn', count: 100_000, of: 'connections that are only begun' },
  { kind: 'garbage', count: 50_000, of: 'frames that are wrong in every way' },
] as const;
const NEW_CLIENTS = 50;

for (const { kind, count, of } of FLOODS)
  testOnTap(`redis answers old clients and new ones in a flood of ${count} ${of}`, async (tell) => {
    await serve(await redis(), async () => {
      const memory = await MemoryTold.of(TAP.guest);
      const before = await memory.availableKib();
      const old = await Talk.to(PORT, TAP.guest);
      assert.equal(await old.ask('PING\r\n', PONG), PONG);
      await flood(kind, count, 1, async () => {
        tell(`${before - (await memory.availableKib())} KiB are taken`);
        assert.equal(await old.ask('PING\r\n', PONG), PONG);
        for (let at = 0; at < NEW_CLIENTS; at++) {
          const client = await Talk.to(PORT, TAP.guest);
          assert.equal(await client.ask('PING\r\n', PONG), PONG);
          client.end();
        }
      });
      await memory.untilAvailable(before - SLACK_KIB);
    });
  });
