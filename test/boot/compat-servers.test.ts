// SPDX-License-Identifier: MIT
// The servers of the compatibility table, with each libc, on one CPU and on two, and those of their clients that are quick.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadCompatServers } from '../../src/cli/compat-server.ts';
import { variantsOf, type ServerRow } from '../../src/report/compat-servers.ts';
import { thimble } from '../cli/rig.ts';
import { root } from '../house/tree.ts';

const servers = await loadCompatServers(root);
const skip = process.getuid?.() === 0 ? false : 'on the host, the servers need root';

// Two at a time, as with the programs.
void describe('compat --only servers', { concurrency: 2, skip }, () => {
  for (const server of servers) {
    const libcs = server.isStatic === true ? '' : 'with each libc, ';
    test(`${server.name} gives its clients what it gives them on the host, ${libcs}on one CPU and on two`, async () => {
      const end = await thimble(['compat', '--only', 'servers', '--quick', '--json', server.name], {});
      assert.ok(end.stdout !== '', end.stderr);
      const found = (JSON.parse(end.stdout) as { readonly servers: readonly ServerRow[] }).servers[0];
      assert.ok(found !== undefined && found.talks.length > 0);
      const variants = variantsOf(server);
      assert.deepEqual(
        variants.map((each) => [each, found.outcomes[each]]),
        variants.map((each) => [each, { kind: 'same' }]),
      );
      assert.equal(end.code, 0);
    });
  }
});
