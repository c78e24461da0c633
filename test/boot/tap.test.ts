// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { serve } from './serve.ts';
import { Talk } from './talk.ts';
import { TAP, testOnTap } from './tap.ts';

testOnTap('run --net tap:NAME serves at the address that the guest is given', async () => {
  const server = { options: TAP.options, program: 'redis', ports: [], ready: /Ready to accept/ };
  await serve(server, async () => {
    const client = await Talk.to(6379, TAP.guest);
    assert.equal(await client.ask('PING\r\n', '+PONG\r\n'), '+PONG\r\n');
    client.end();
  });
});
