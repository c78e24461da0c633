// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandNames, loadCommand } from '../../src/cli/registry.ts';
import { root } from '../house/tree.ts';
import { thimble } from './rig.ts';

test('--version prints the version of package.json', async () => {
  const { code, stdout, stderr } = await thimble(['--version']);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  assert.match(stdout, /^thimble \d+\.\d+\.\d+\n$/);
});

test('--help names every command', async () => {
  const { code, stdout } = await thimble(['--help']);
  assert.equal(code, 0);
  for (const name of commandNames()) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
});

test('no command at all is a wrong command line, told on stderr', async () => {
  const { code, stdout, stderr } = await thimble([]);
  assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
  assert.match(stderr, /^Usage: /m);
});

test('every command has a help with examples of itself', async () => {
  for (const name of commandNames()) {
    const { code, stdout } = await thimble([name, '--help']);
    assert.equal(code, 0);
    const { examples } = (await loadCommand(name)).declaration;
    assert.ok(examples.length > 0, name);
    // What follows the first may be what one does with the result.
    assert.match(examples[0]?.words ?? '', new RegExp(`^${name}\\b`));
    for (const example of examples) {
      assert.ok(stdout.includes(`thimble ${example.words} `), example.words);
    }
  }
});

test('a command that waits for what can no longer happen says that this is a defect', async () => {
  // What main.ts waits for at the end never comes.
  const hang = 'data:text/javascript,Promise.all = () => new Promise(() => {})';
  const env = { NODE_OPTIONS: `--import "${hang}"` };
  const { code, stderr } = await thimble(['--version'], { env });
  assert.equal(code, 1);
  assert.match(stderr, /^thimble: defect: [^]*waits for something that can no longer happen/);
});

test('an unknown command is exit code 2 and the nearest name', async () => {
  const { code, stderr } = await thimble(['docter']);
  assert.equal(code, 2);
  assert.match(stderr, /there is no command "docter"[^]*did you mean "doctor"\?/);
});

test('an unknown option before a command is exit code 2 and the nearest name', async () => {
  const { code, stderr } = await thimble(['--hlep']);
  assert.equal(code, 2);
  assert.match(stderr, /thimble has no option --hlep before a command[^]*did you mean "--help"\?/);
});

test('an unknown option is exit code 2 and the nearest name', async () => {
  const { code, stderr } = await thimble(['doctor', '--jsn']);
  assert.equal(code, 2);
  assert.match(stderr, /"doctor" has no option --jsn[^]*did you mean "--json"\?/);
});

test('a word too many, a value that is not wanted, a value that lacks: each is told', async () => {
  assert.match((await thimble(['doctor', 'now'])).stderr, /"now" is too many/);
  assert.match((await thimble(['doctor', '--json=yes'])).stderr, /--json takes no value, found "yes"/);
  assert.match(
    (await thimble(['components', '--profile'])).stderr,
    /--profile NAME of "components" lacks its value/,
  );
});

test('messages are coloured on terminals only', async () => {
  const { stderr } = await thimble(['docter']);
  assert.ok(!stderr.includes('\u001b'));
});

test('thimble works from any folder', async () => {
  const { code, stdout } = await thimble(['--version'], { cwd: '/' });
  assert.equal(code, 0);
  assert.notEqual(stdout, '');
  assert.ok(root.startsWith('/'));
});
