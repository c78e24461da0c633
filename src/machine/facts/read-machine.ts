// SPDX-License-Identifier: MIT
import { err, type Result } from '../../diagnostic/index.ts';
import { fileStatus, readText } from '../../util/index.ts';
import { MACHINE_NAMES, type MachineName } from '../machines.ts';
import { planGuest } from '../plan-guest.ts';
import { cloudHypervisorFacts, isCloudHypervisor } from './cloud-hypervisor-facts.ts';
import { firecrackerFacts, isFirecracker } from './firecracker-facts.ts';
import { parseJsonText } from './json-text.ts';
import type { MachineFacts } from './machine-facts.ts';
import { jsonOfNoVmm, machineUnreadable, noMachineDescription } from './messages.ts';
import { qemuFacts } from './qemu-facts.ts';
import { splitShellWords } from './shell-words.ts';

function isMachineName(word: string): word is MachineName {
  return (MACHINE_NAMES as readonly string[]).includes(word);
}

/** The machine that `thimble run` starts: read from the very words that QEMU gets. */
export function ownMachineFacts(machine: MachineName): Result<MachineFacts> {
  const plan = planGuest({
    machine,
    kernel: 'kernel.elf',
    disk: 'rootfs.img',
    memoryBytes: 2 ** 26,
    cpus: 1,
    command: { kind: 'program', path: '/program', args: [] },
    input: 'stream',
    separateStderr: true,
    accelerator: 'tcg',
  });
  if (!plan.ok) return plan;
  const ports = { console: 'null', log: 'null', stderr: 'null' };
  const file = `--machine ${machine}`;
  const words = [plan.value.vmm, ...plan.value.args(ports)].map((text) => ({ text, place: { file } }));
  const facts = qemuFacts(words, file);
  return facts.ok
    ? { ok: true, value: { ...facts.value, name: machine, kind: `the machine ${machine}` } }
    : facts;
}

function factsOfText(text: string, file: string): Result<MachineFacts> {
  if (text.trimStart().startsWith('{')) {
    const json = parseJsonText(text, file);
    if (!json.ok) return json;
    if (isFirecracker(json.value)) return firecrackerFacts(json.value);
    return isCloudHypervisor(json.value) ? cloudHypervisorFacts(json.value) : err(jsonOfNoVmm(file));
  }
  const words = splitShellWords(text, file);
  return words.ok ? qemuFacts(words.value, file) : words;
}

/**
 * The machine that a word describes: the name of one of ours, a QEMU command line, or a file with such a command or with the JSON
 * configuration of Firecracker or Cloud Hypervisor.
 *
 * @param path The word as an absolute path.
 * @param given What a message calls a word that is no file, for example `--for`.
 */
export function readMachine(word: string, path: string, given: string): Result<MachineFacts> {
  if (isMachineName(word)) return ownMachineFacts(word);
  if (fileStatus(path).ok) {
    const text = readText(path);
    return text.ok ? factsOfText(text.value, path) : err(machineUnreadable(path, text.code));
  }
  return /\s/.test(word.trim()) ? factsOfText(word, given) : err(noMachineDescription(word, MACHINE_NAMES));
}
