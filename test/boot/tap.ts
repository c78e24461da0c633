// SPDX-License-Identifier: MIT
// Tests on a tap device: each runs, with its clients and its guest, in a network namespace of its own, in which there is
// nothing but that device and loopback. The namespace has no name and goes with the last process in it, so nothing is
// left behind however a test ends.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import { spawn } from '../../src/util/index.ts';
import { COMMAND_LIMIT_S } from '../cli/rig.ts';

const DEVICE = 'tap0';
const HOST = '10.77.0.1';
const GUEST = '10.77.0.2';

/** The guest's end of the device, and the options of `run` by which a guest has it. */
export const TAP = {
  device: DEVICE,
  guest: GUEST,
  options: [
    ...['--net', `tap:${DEVICE}`],
    ...['--kernel-args', `--ip=eth0,${GUEST},255.255.0.0 --defaultgw=${HOST}`],
  ],
} as const;

const MAKE_DEVICE = `ip tuntap add ${DEVICE} mode tap`;
const SET_UP = `${MAKE_DEVICE} && ip address add ${HOST}/16 dev ${DEVICE} && ip link set ${DEVICE} up && ip link set lo up`;

/** Set, in the process that is in a namespace, to the test that it is for. */
const INSIDE = 'THIMBLE_TEST_IN_NAMESPACE';

/** What runs a command in a namespace of its own. Who is not root is root of what is in there, where the system allows that. */
const UNSHARE = ['--net', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])];

/** Why there can be no such namespace here; false where there can. */
function whyNot(): string | false {
  const tried = spawnSync('unshare', [...UNSHARE, 'sh', '-c', MAKE_DEVICE], { encoding: 'utf8' });
  if (tried.error !== undefined) return `unshare cannot be started: ${tried.error.message}`;
  return tried.status !== 0 && `no tap device in a network namespace: ${tried.stderr.trim()}`;
}
let refusal: string | false | undefined;

/** What a test does in the namespace; what it tells is shown with its result. */
export type TapAction = (tell: (text: string) => void) => Promise<void>;

/** Starts the file that is running once more, for one test. */
async function runInNamespace(name: string, t: TestContext): Promise<void> {
  const [, file = ''] = process.argv;
  const node = [process.execPath, '--enable-source-maps', file];
  const outcome = await spawn('unshare', [...UNSHARE, 'sh', '-c', `${SET_UP} && exec "$@"`, 'sh', ...node], {
    env: { [INSIDE]: name },
    timeoutMs: COMMAND_LIMIT_S * 1000,
    cancel: t.signal,
  });
  if (outcome.kind === 'not-found') assert.fail('unshare is not there');
  for (const line of outcome.stdout.split('\n')) if (line !== '') t.diagnostic(line);
  assert.ok(outcome.kind === 'exited' && outcome.code === 0, `${outcome.kind}: ${outcome.stderr}`);
}

/** Ends the process with its test: a client whose guest is gone would keep it for as long as it hopes for an answer. */
async function runAndExit(action: TapAction): Promise<never> {
  try {
    await action((text) => process.stdout.write(`${text}\n`));
  } catch (error) {
    process.stderr.write(inspect(error));
    process.exit(1);
  }
  process.exit(0);
}

/** As `test`, in a namespace with the device; skipped, with the reason, where there can be none. A file has no tests beside those. */
export function testOnTap(name: string, action: TapAction): void {
  const inside = process.env[INSIDE];
  if (inside === undefined) {
    refusal ??= whyNot();
    void test(name, { skip: refusal }, (t) => runInNamespace(name, t));
  } else if (inside === name) {
    void runAndExit(action);
  }
}
