// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitCommandLine } from './kernel-command-line.ts';
import { planGuest, type GuestSpec } from './plan-guest.ts';

const SPEC: GuestSpec = {
  machine: 'microvm',
  kernel: '/build/kernel.elf',
  disk: '/build/a,b.img',
  memoryBytes: 2 * 2 ** 20,
  cpus: 2,
  command: { kind: 'program', path: '/bin/sh', args: ['-c', 'echo hi'] },
  input: 'stream',
  separateStderr: false,
  accelerator: 'tcg',
};

const PORTS = { console: 'stdio,signal=off', log: 'file,path=/log', stderr: 'file,path=/err' };

function plan(changes: Partial<GuestSpec> = {}) {
  const planned = planGuest({ ...SPEC, ...changes });
  assert.ok(planned.ok, JSON.stringify(planned));
  return planned.value;
}

function complaint(changes: Partial<GuestSpec>) {
  const planned = planGuest({ ...SPEC, ...changes });
  assert.ok(!planned.ok);
  return planned.diagnostics[0].message;
}

test('planGuest puts options before the program and its arguments', () => {
  const command = {
    kind: 'program',
    path: '/bin/sh',
    args: ['--x'],
    env: new Map([['A', 'b c']]),
    cwd: '/tmp',
  } as const;
  const { commandLine } = plan({ command, kernelOptions: ['--bootchart'], separateStderr: true });
  assert.deepEqual(splitCommandLine(commandLine), [
    ...['--log=com2', '--stderr=com3', '--stdin=framed', '--bootchart', '--env=A=b c', '--cwd=/tmp'],
    ...['/bin/sh', '--x'],
  ]);
});

test('planGuest tells the kernel what kind of input there is', () => {
  assert.match(plan({ input: 'terminal' }).commandLine, /^--log=com2 --tty \/bin\/sh /);
  assert.match(plan({ input: 'raw' }).commandLine, /^--log=com2 \/bin\/sh /);
  const command = { kind: 'line', text: '--verbose /x "a b"' } as const;
  assert.equal(plan({ command }).commandLine, '--log=com2 --stdin=framed --verbose /x "a b"');
});

test('planGuest names devices as the machine has them', () => {
  const args = plan().args(PORTS).join(' ');
  assert.match(args, /-machine microvm,/);
  assert.match(args, /-smp 2 -m size=2048k/);
  assert.match(args, /-device virtio-blk-device,drive=rootfs/);
  assert.match(args, /"filename":"\/build\/a,b.img"/);
  assert.match(args, /-chardev stdio,id=console,signal=off -device isa-serial,index=0,chardev=console/);
  assert.doesNotMatch(args, /index=2|kvm|pvpanic/);
  const other = plan({ machine: 'q35', separateStderr: true, accelerator: 'kvm' }).args(PORTS).join(' ');
  assert.match(other, /-device pvpanic -accel kvm -accel tcg/);
  assert.match(other, /virtio-blk-pci.*virtio-rng-pci/);
  assert.match(other, /-chardev file,id=stderr,path=\/err -device isa-serial,index=2,chardev=stderr/);
});

test('planGuest refuses a command line that the machine would cut off', () => {
  const command = (size: number) => ({ kind: 'program', path: '/x', args: ['x'.repeat(size)] }) as const;
  assert.match(complaint({ machine: 'q35', command: command(4100) }), /has 41\d\d bytes; q35 carries 4095$/);
  assert.match(complaint({ command: command(8200) }), /has 82\d\d bytes; microvm carries 8115$/);
  // Bytes count, not characters.
  const snow = { kind: 'program', path: '/x', args: ['☃'.repeat(1400)] } as const;
  assert.match(complaint({ machine: 'q35', command: snow }), /has 42\d\d bytes/);
});

test('planGuest refuses what cannot be a guest', () => {
  assert.match(
    complaint({ command: { kind: 'program', path: 'ls', args: [] } }),
    /is "ls"; expected an absolute path/,
  );
  assert.match(complaint({ memoryBytes: 5000 }), /memory in bytes: found 5000, expected at least 1 MiB/);
  assert.match(complaint({ cpus: 0 }), /CPUs: found 0/);
});
