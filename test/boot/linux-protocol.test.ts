// SPDX-License-Identifier: MIT
// The 64-bit entry of the Linux boot protocol, by which Firecracker enters a kernel. No VMM that does so runs here, so a loader
// of ours, itself entered by PVH, does what Firecracker does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesSource, readElf } from '../../src/elf/index.ts';
import { describeMachine } from '../../src/machine/index.ts';
import { basename, join, readBytes, spawn } from '../../src/util/index.ts';
import { GUEST_LIMIT_S, inTemporaryFolder, thimble } from '../cli/rig.ts';
import { root } from '../house/tree.ts';
import { compileStatic } from './rig.ts';

/** What QEMU's microvm has its first virtio-mmio device at; the loader hands over no command line but its own. */
const DISK = 'virtio_mmio.device=512@0xfeb00e00:12';
const EXITED = (0x10 << 1) | 1;

interface Built {
  readonly kernel: { readonly path: string };
  readonly rootfs: { readonly path: string };
}

async function run(command: string, args: readonly string[]): Promise<{ code: number; stdout: string }> {
  const outcome = await spawn(command, args, { timeoutMs: GUEST_LIMIT_S * 1000 });
  assert.equal(outcome.kind, 'exited', JSON.stringify(outcome));
  return outcome;
}

test('linux_entry boots from the zero page of the Linux boot protocol', async () => {
  await inTemporaryFolder(async (folder) => {
    const program = await compileStatic('start');
    const build = await thimble(['build', '--json', '-o', folder, program]);
    assert.equal(build.code, 0, build.stderr);
    const built = JSON.parse(build.stdout) as Built;
    const bytes = readBytes(built.kernel.path);
    assert.ok(bytes.ok);
    const kernel = readElf(bytesSource(bytes.value), built.kernel.path);
    assert.ok(kernel.ok);
    assert.ok(
      kernel.value.header.e_entry < 1n << 30n,
      'loaders of the protocol take the entry as a physical address',
    );

    const line = `--log=com2 /${basename(program)} one two ${DISK}`;
    const loader = join(folder, 'loader');
    const source = join(root, 'test/fixtures/linux-loader/loader.S');
    const defines = [`-DENTRY=${kernel.value.header.e_entry}`, `-DCOMMAND_LINE="${line}"`];
    const assembled = await run('clang', [
      '-target',
      'x86_64-unknown-none-elf',
      ...defines,
      '-c',
      source,
      '-o',
      `${loader}.o`,
    ]);
    assert.equal(assembled.code, 0, JSON.stringify(assembled));
    const linked = await run('ld.lld', ['-Ttext=0x1800000', '--entry=start', '-o', loader, `${loader}.o`]);
    assert.equal(linked.code, 0, JSON.stringify(linked));

    const { machine, options } = describeMachine('microvm');
    const guest = await run('qemu-system-x86_64', [
      ...[
        '-machine',
        machine,
        ...options,
        '-cpu',
        'max',
        '-m',
        '64M',
        '-nodefaults',
        '-display',
        'none',
        '-no-reboot',
      ],
      ...['-kernel', loader, '-device', `loader,file=${built.kernel.path}`],
      ...['-chardev', 'stdio,id=console,signal=off', '-device', 'isa-serial,chardev=console'],
      ...['-chardev', `file,id=log,path=${join(folder, 'log')}`, '-device', 'isa-serial,chardev=log'],
      ...['-device', 'isa-debug-exit,iobase=0x501,iosize=4'],
      ...[
        '-drive',
        `if=none,id=root,format=raw,readonly=on,file=${built.rootfs.path}`,
        '-device',
        'virtio-blk-device,drive=root',
      ],
    ]);
    const log = readBytes(join(folder, 'log'));
    const logText = log.ok ? Buffer.from(log.value).toString() : '';
    assert.equal(guest.code, EXITED, guest.stdout + logText);
    assert.match(logText, /^thimble: exited 0$/m);
    assert.match(guest.stdout, /^argument two$/m);
  });
});
