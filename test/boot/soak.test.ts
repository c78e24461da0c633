// SPDX-License-Identifier: MIT
// Traffic for a while. `./thimble bench soak` is the long one.
import { MemoryTold, tellingMemory } from './memory-told.ts';
import { redisTraffic } from './redis-traffic.ts';
import { serve } from './serve.ts';
import { TAP, testOnTap } from './tap.ts';

const PORT = 6379;
const CLIENTS = 20;
const BATCHES = 300;
/** What the kernel and Redis may keep beside what they have after as much traffic as that: a leak of 11 bytes per request is more. */
const SLACK_KIB = 1024;

testOnTap(
  'redis on 2 CPUs loses no answer in 192,000 requests, and memory stays what it was',
  async (tell) => {
    const options = [...TAP.options, ...(await tellingMemory()), '--cpus', '2'];
    await serve({ options, program: 'redis', ports: [], ready: /Ready to accept/ }, async () => {
      const memory = await MemoryTold.of(TAP.guest);
      await redisTraffic(TAP.guest, PORT, CLIENTS, BATCHES);
      const before = await memory.availableKib();
      await redisTraffic(TAP.guest, PORT, CLIENTS, BATCHES);
      tell(`${before} KiB are available before the second half, ${await memory.availableKib()} after it`);
      await memory.untilAvailable(before - SLACK_KIB);
    });
  },
);
