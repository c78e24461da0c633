// SPDX-License-Identifier: MIT
// Kernels with just the drivers of a machine that somebody else starts.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { join, spawn } from '../../src/util/index.ts';
import { GUEST_LIMIT_S, inTemporaryFolder, thimble } from '../cli/rig.ts';
import { compileStatic } from './rig.ts';

/** A debug exit with the value 0x10, "exited", is the status (0x10 << 1) | 1; docs/guest-interface.md. */
const EXITED = 33;

const SCRIPTS: Readonly<Record<string, string>> = {
  'a PCI machine': `
exec qemu-system-x86_64 -nodefaults -display none -no-reboot -M pc -cpu max -m 64M \\
  -kernel out/kernel-stripped.elf -append '/compute five!' -serial stdio \\
  -drive if=none,id=root,format=raw,readonly=on,file=out/rootfs.img -device virtio-blk-pci,drive=root \\
  -device isa-debug-exit,iobase=0x501,iosize=4
`,
  'a microvm': `
exec qemu-system-x86_64 -nodefaults -display none -no-reboot -M microvm,acpi=off,isa-serial=on -cpu max -m 64M \\
  -global virtio-mmio.force-legacy=false -kernel out/kernel-stripped.elf -append '/compute five!' -serial stdio \\
  -drive if=none,id=root,format=raw,readonly=on,file=out/rootfs.img -device virtio-blk-device,drive=root \\
  -device isa-debug-exit,iobase=0x501,iosize=4
`,
};

for (const [machine, script] of Object.entries(SCRIPTS)) {
  test(`build --for the script that starts ${machine} makes the kernel that boots there`, async () => {
    const program = await compileStatic('compute');
    await inTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, 'start.sh'), script);
      const words = ['build', '--for', 'start.sh', '-o', 'out', '--file', `/compute=${program}`, program];
      const built = await thimble(words, { cwd: folder });
      assert.equal(built.code, 0, built.stderr);
      assert.doesNotMatch(built.stderr, /warning/);
      const end = await spawn('sh', ['start.sh'], { cwd: folder, timeoutMs: GUEST_LIMIT_S * 1000 });
      assert.ok(end.kind === 'exited', JSON.stringify(end));
      assert.match(
        end.stdout,
        /^five!\n11987 primes below 128000, 11987 by thread, .*\nthimble: exited 5\n$/,
      );
      assert.equal(end.code, EXITED, end.stderr);
    });
  });
}
