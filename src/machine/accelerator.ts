// SPDX-License-Identifier: MIT
import { canReadAndWrite, fileStatus, readText, spawn, writeWhole } from '../util/index.ts';

export type Accelerator = 'kvm' | 'tcg';

export interface AcceleratorOptions {
  /** `/dev/kvm` unless given. */
  readonly device?: string;
  /** The VMM, a name on PATH or a path; `qemu-system-x86_64` unless given. */
  readonly vmm?: string;
  /** Where the answer of a trial is kept for later processes; nowhere unless given. */
  readonly cacheFile?: string;
}

const TRIAL_TIMEOUT_MS = 10_000;

/** A machine that is set up as ours are, does not run, and leaves when it is told to. */
const TRIAL_ARGS = [
  ...['-nodefaults', '-no-user-config', '-display', 'none', '-machine', 'microvm', '-m', '2M'],
  ...['-accel', 'kvm', '-cpu', 'max', '-S', '-qmp', 'stdio'],
];
const TRIAL_INPUT = '{"execute":"qmp_capabilities"}{"execute":"quit"}';

/**
 * Whether QEMU can set up a virtual CPU of ours with KVM. That /dev/kvm may be opened does not say so: a nested hypervisor may
 * refuse registers that it offers, and QEMU, which falls back to emulation when it cannot open the device, then aborts.
 */
async function tryKvm(vmm: string): Promise<boolean> {
  const end = await spawn(vmm, TRIAL_ARGS, { input: TRIAL_INPUT, timeoutMs: TRIAL_TIMEOUT_MS });
  return end.kind === 'exited' && end.code === 0;
}

/** Changes when the system is started anew, when the device does, and with the VMM. */
function trialKey(device: string, vmm: string): string {
  const boot = readText('/proc/sys/kernel/random/boot_id');
  const node = fileStatus(device);
  const program = fileStatus(vmm.includes('/') ? vmm : `/usr/bin/${vmm}`);
  return [
    boot.ok ? boot.value.trim() : '',
    node.ok ? node.value.mtimeMs : '',
    vmm,
    program.ok ? program.value.mtimeMs : '',
  ].join(' ');
}

const tried = new Map<string, Accelerator>();

/** KVM where this user may use it and it works, else emulation. Costs a start of QEMU once, 50 ms. */
export async function findAccelerator(options: AcceleratorOptions = {}): Promise<Accelerator> {
  const { device = '/dev/kvm', vmm = 'qemu-system-x86_64', cacheFile } = options;
  if (!canReadAndWrite(device)) return 'tcg';
  const key = trialKey(device, vmm);
  const known = tried.get(key);
  if (known !== undefined) return known;
  const cached = cacheFile === undefined ? undefined : readText(cacheFile);
  let accelerator: Accelerator | undefined;
  for (const each of ['kvm', 'tcg'] as const) {
    if (cached?.ok === true && cached.value === `${each} ${key}`) accelerator = each;
  }
  if (accelerator === undefined) {
    accelerator = (await tryKvm(vmm)) ? 'kvm' : 'tcg';
    // An answer that cannot be kept is only asked for again.
    if (cacheFile !== undefined) writeWhole(cacheFile, `${accelerator} ${key}`);
  }
  tried.set(key, accelerator);
  return accelerator;
}
