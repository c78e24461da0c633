// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { join } from '../../util/index.ts';
import { makeTree } from '../../util/test-tree.ts';
import { checkMachine, deriveProfile } from './fit-kernel.ts';
import type { MachineFacts } from './machine-facts.ts';
import { ownMachineFacts, readMachine } from './read-machine.ts';

const KNOWN = new Set([
  ...['acpi', 'acpi-power', 'debug-exit', 'pci', 'pvpanic', 'rofs', 'serial-16550'],
  ...['virtio-blk', 'virtio-mmio', 'virtio-pci', 'virtio-rng'],
]);

function facts(context: TestContext, text: string): MachineFacts {
  const root = makeTree(context, { machine: text });
  const read = readMachine('machine', join(root, 'machine'), '--for');
  assert.ok(read.ok, JSON.stringify(read));
  return read.value;
}

function components(machine: MachineFacts): readonly string[] | 'all' {
  return deriveProfile(machine, ['rofs'], KNOWN).components;
}

/** `line:column message` of what is wrong with a description, or missing in it. */
function complaints(context: TestContext, text: string): string[] {
  const root = makeTree(context, { machine: text });
  const read = readMachine('machine', join(root, 'machine'), '--for');
  const told = read.ok ? checkMachine(read.value, KNOWN, KNOWN) : read.diagnostics;
  return told.map(({ message, place }) => `${place?.line ?? '-'}:${place?.column ?? '-'} ${message}`);
}

const QEMU = `#!/bin/sh
# starts my server
exec env FOO=1 /usr/bin/qemu-system-x86_64 -nodefaults \\
  -M q35,sata=off -accel kvm --device 'virtio-blk-pci,drive=a,,b' -m 1G \\
  -drive "if=none,id=a,file=my disk.img" -serial stdio -device isa-debug-exit,iobase=0x501 "$@"
`;

test('readMachine finds the devices of a QEMU command in a script', (context) => {
  const machine = facts(context, QEMU);
  assert.deepEqual(
    machine.devices.map(({ driver, bus, place }) => [driver, bus, place?.line]),
    [
      ['virtio-blk', 'virtio-pci', 4],
      ['serial-16550', undefined, 5],
      ['debug-exit', undefined, 5],
    ],
  );
  assert.deepEqual(
    [machine.name, machine.clock, machine.features],
    ['qemu-q35', 'hypervisor', ['acpi', 'acpi-power']],
  );
  assert.deepEqual(components(machine), [
    ...['acpi', 'acpi-power', 'debug-exit', 'rofs', 'serial-16550', 'virtio-blk', 'virtio-pci'],
  ]);
  assert.deepEqual(complaints(context, QEMU), []);
});

test("readMachine knows QEMU's devices by all their names", (context) => {
  const devices = (words: string) =>
    facts(context, `qemu-system-x86_64 -nodefaults ${words}`).devices.map(
      ({ driver, bus }) => `${driver}${bus === undefined ? '' : ` on ${bus}`}`,
    );
  assert.deepEqual(devices('-device virtio-blk -drive if=virtio,file=x'), [
    'virtio-blk on virtio-pci',
    'virtio-blk on virtio-pci',
  ]);
  assert.deepEqual(devices('-M microvm -device virtio-net,netdev=n -device virtio-rng-device'), [
    'virtio-net on virtio-mmio',
    'virtio-rng on virtio-mmio',
  ]);
  assert.deepEqual(
    devices('-device vhost-vsock-pci,guest-cid=3 -device virtio-blk-pci-non-transitional,drive=d'),
    ['virtio-vsock on virtio-pci', 'virtio-blk on virtio-pci'],
  );
  assert.deepEqual(devices(`-device '{"driver":"virtio-serial-pci","id":"s"}' -hda x.img -nic user`), [
    ...['virtio-console on virtio-pci', 'ide', 'e1000'],
  ]);
  assert.deepEqual(devices('-M q35 -device pcie-root-port,id=r -cdrom x.iso -net none -netdev user,id=n'), [
    'ahci',
  ]);
});

test("readMachine gives QEMU's default console, unless -nodefaults or -serial none takes it away", (context) => {
  const consoles = (words: string) => facts(context, `qemu-system-x86_64 ${words}`).devices.length;
  assert.equal(consoles('-kernel k'), 1);
  assert.equal(consoles('-kernel k -serial none'), 0);
  assert.equal(consoles('-kernel k -nodefaults'), 0);
  assert.equal(consoles('-M microvm,isa-serial=off -kernel k'), 0);
});

test('readMachine says what it does not understand of a QEMU command, and where', (context) => {
  for (const [text, complaint] of [
    ['qemu-system-x86_64 -nodefault', '1:20 QEMU has no option -nodefault'],
    ['qemu-system-x86_64 -m', '1:20 the option -m lacks its value'],
    ['qemu-system-x86_64 disk.img', '1:20 "disk.img" belongs to no option of QEMU'],
    ["qemu-system-x86_64 -append 'x", '1:28 this quote is never closed'],
    ['qemu-system-x86_64 -device $DEVICE', '1:28 "$DEVICE" has a variable, whose value is not known here'],
    ['qemu-system-x86_64 -M isapc', '1:23 the kernel does not know QEMU\'s machine "isapc"'],
    [`qemu-system-x86_64 -device '{"driver'`, '1:28 the value of -device is no JSON: {"driver'],
    ['qemu-system-aarch64 -M virt', '-:- there is no command of QEMU here'],
  ] as const) {
    assert.deepEqual(complaints(context, text), [complaint]);
  }
});

test('checkMachine names devices without a driver, a missing disk, console and clock', (context) => {
  assert.deepEqual(
    complaints(context, 'qemu-system-x86_64 -nodefaults -M microvm,acpi=off,pit=off -device nvme,drive=d'),
    [
      '1:68 Thimble has no driver for -device nvme of a QEMU command line (nvme)',
      '-:- a QEMU command line has no disk that this kernel can drive',
      '-:- a QEMU command line has no console that this kernel knows',
      '-:- a QEMU command line has no clock that this kernel knows',
    ],
  );
});

test('checkMachine says that a microvm with ACPI does not tell of its devices on the command line', (context) => {
  assert.deepEqual(complaints(context, 'qemu-system-x86_64 -M microvm -device virtio-blk-device,drive=d'), [
    '1:39 the kernel will not find -device virtio-blk-device: this microvm does not tell of its devices on the command line',
  ]);
});

test('checkMachine names the components that a kernel lacks for a device', (context) => {
  const machine = facts(context, 'qemu-system-x86_64 -M q35 -device virtio-blk-pci,drive=d');
  const told = checkMachine(machine, new Set(['serial-16550', 'virtio-blk']), KNOWN);
  assert.deepEqual(told.map(({ message, help }) => [message, help])[0], [
    '-device virtio-blk-pci of a QEMU command line cannot be used: the kernel lacks virtio-pci',
    'add it with --component virtio-pci=on',
  ]);
});

const FIRECRACKER = {
  'boot-source': { kernel_image_path: 'kernel-stripped.elf', boot_args: '--verbose /server --port 80' },
  drives: [{ drive_id: 'rootfs', path_on_host: 'rootfs.img', is_root_device: false, is_read_only: true }],
  'machine-config': { vcpu_count: 1, mem_size_mib: 64 },
  entropy: {},
  vsock: null,
};

test("readMachine reads Firecracker's configuration", (context) => {
  const machine = facts(context, JSON.stringify(FIRECRACKER));
  assert.deepEqual(components(machine), ['rofs', 'serial-16550', 'virtio-blk', 'virtio-mmio', 'virtio-rng']);
  assert.deepEqual([machine.name, machine.clock, machine.warnings], ['firecracker', 'hypervisor', []]);
});

test("readMachine says what is wrong with Firecracker's configuration, and where", (context) => {
  const text = JSON.stringify(FIRECRACKER, null, 2);
  assert.deepEqual(complaints(context, text.replace('"drives"', '"drive"')), [
    '6:3 a configuration of Firecracker has no key "drive"',
  ]);
  assert.deepEqual(complaints(context, text.replace('"entropy": {}', '"entropy": 7')), [
    '18:3 "entropy" is 7; expected an object or a list',
  ]);
  assert.deepEqual(complaints(context, text.replace('--verbose /server', 'console=ttyS0 reboot=k')), [
    '4:5 the kernel would take "console=ttyS0" of boot_args for the program to start',
  ]);
  assert.deepEqual(complaints(context, text.replace('"vsock": null', '"vsock": {}')), [
    '19:3 Thimble has no driver for vsock of a Firecracker configuration (virtio-vsock)',
  ]);
  assert.match(complaints(context, text.slice(0, 60))[0] ?? '', /^3:\d+ this is no JSON: /);
  assert.match(
    complaints(context, '{"a": 1}')[0] ?? '',
    /this is the configuration of no VMM that is known here/,
  );
});

test("readMachine reads Cloud Hypervisor's configuration", (context) => {
  const configuration = {
    cpus: { boot_vcpus: 1, max_vcpus: 1 },
    payload: { kernel: 'kernel-stripped.elf', cmdline: '/server' },
    disks: [{ path: 'rootfs.img', readonly: true }],
    serial: { mode: 'Tty' },
    console: { mode: 'Off' },
    watchdog: false,
  };
  const machine = facts(context, JSON.stringify(configuration));
  assert.deepEqual(components(machine), [
    ...['acpi', 'acpi-power', 'rofs', 'serial-16550', 'virtio-blk', 'virtio-pci', 'virtio-rng'],
  ]);
  assert.deepEqual(complaints(context, JSON.stringify({ ...configuration, serial: undefined, net: [{}] })), [
    '1:193 Thimble has no driver for net[0] of a Cloud Hypervisor configuration (virtio-net)',
    '-:- a Cloud Hypervisor configuration has no console that this kernel knows',
  ]);
});

test('deriveProfile takes smp for a machine with several CPUs, and checkMachine misses it there', (context) => {
  const known = new Set([...KNOWN, 'smp']);
  const hasSmp = (machine: MachineFacts) => deriveProfile(machine, [], known).components.includes('smp');
  const qemu = (words: string) => facts(context, `qemu-system-x86_64 -M q35 ${words}`);
  for (const words of ['-smp 2', '-smp cpus=4,maxcpus=8', '-smp cores=2', '-smp maxcpus=3', '-smp $CPUS'])
    assert.ok(hasSmp(qemu(words)), words);
  for (const words of ['', '-smp 1', '-smp 1,maxcpus=4', '-smp sockets=1,cores=1'])
    assert.ok(!hasSmp(qemu(words)), words);
  const firecracker = (count: unknown) =>
    JSON.stringify({ ...FIRECRACKER, 'machine-config': { vcpu_count: count } });
  assert.deepEqual(
    [1, 2].map((count) => hasSmp(facts(context, firecracker(count)))),
    [false, true],
  );
  const cloud = (boot_vcpus: number) => JSON.stringify({ cpus: { boot_vcpus, max_vcpus: 4 }, payload: {} });
  assert.deepEqual(
    [1, 2].map((count) => hasSmp(facts(context, cloud(count)))),
    [false, true],
  );
  const told = checkMachine(qemu('-smp 2 -drive if=virtio,file=x'), KNOWN, known);
  assert.deepEqual(
    told.map(({ message, help }) => [message, help]),
    [
      [
        'a QEMU command line has several CPUs, of which the kernel uses one',
        'add the others with --component smp=on',
      ],
    ],
  );
  assert.match(
    complaints(context, firecracker('2'))[0] ?? '',
    /"vcpu_count" is "2"; expected a whole number above 0$/,
  );
});

test('ownMachineFacts has what run starts', () => {
  for (const [machine, bus] of [
    ['microvm', 'virtio-mmio'],
    ['q35', 'virtio-pci'],
  ] as const) {
    const own = ownMachineFacts(machine);
    assert.ok(own.ok);
    const derived = deriveProfile(own.value, [], KNOWN).components;
    for (const name of ['virtio-blk', bus, 'serial-16550', 'debug-exit'])
      assert.ok(derived.includes(name), name);
    assert.deepEqual(checkMachine(own.value, KNOWN, KNOWN), []);
  }
});

test('readMachine says: "q53" describes no machine: there is no such file', () => {
  const read = readMachine('q53', '/absent/q53', '--for');
  assert.ok(!read.ok);
  const [{ message, help }] = read.diagnostics;
  assert.equal(message, '"q53" describes no machine: there is no such file');
  assert.match(help ?? '', /^did you mean "q35"\? /);
});
