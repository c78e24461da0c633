// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { compileProgram } from './rig.ts';
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

const FILE_SIZE = 256 * 2 ** 10;

testOnTap(
  'a file that is sent arrives as it was, whatever is done to it while it is on its way',
  async () => {
    const program = await compileProgram('send-file', 'gcc', ['-O2']);
    await serve({ options: TAP.options, program, ports: [], ready: /serving/ }, async () => {
      for (let number = 0; number < 20; number++) {
        const client = await Talk.to(7000, TAP.guest);
        client.pause();
        const watcher = await Talk.to(7001, TAP.guest);
        assert.equal(await watcher.hear(1), 'x');
        client.resume();
        const sent = Buffer.from(await client.hear(FILE_SIZE), 'latin1');
        const at = Buffer.alloc(FILE_SIZE).findIndex(
          (_, i) => sent[i] !== ((i * 7 + (i >> 12) + number) & 0xff),
        );
        assert.equal(at, -1, `client ${number}: byte ${at} of ${sent.length} is another one`);
        client.end();
        watcher.end();
      }
    });
  },
);
