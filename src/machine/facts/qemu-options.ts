// SPDX-License-Identifier: MIT
// A QEMU command line as options with their values (qemu-options.hx of QEMU 7 to 10).
import { err, ok, type Result } from '../../diagnostic/index.ts';
import { nearestName } from '../../util/index.ts';
import {
  noQemuCommand,
  qemuShellVariable,
  qemuStrayWord,
  qemuUnknownOption,
  qemuValueMissing,
} from './messages.ts';
import type { ShellWord } from './shell-words.ts';

export interface QemuOption {
  /** Without dashes; `machine` for `-M`. */
  readonly name: string;
  readonly value: string;
  /** Where the value is, or the option if it has none. */
  readonly word: ShellWord;
}

const WITHOUT_VALUE = new Set([
  ...['daemonize', 'enable-kvm', 'full-screen', 'mem-prealloc', 'no-acpi', 'no-fd-bootchk', 'no-hpet'],
  ...['no-quit', 'no-reboot', 'no-shutdown', 'no-user-config', 'nodefaults', 'nographic', 'only-migratable'],
  ...['portrait', 'preconfig', 'S', 's', 'singlestep', 'snapshot', 'usb', 'win2k-hack', 'xen-attach'],
  ...['xen-domid-restrict', 'async-teardown'],
]);

const WITH_VALUE = new Set([
  ...[
    'accel',
    'acpitable',
    'action',
    'add-fd',
    'alt-grab',
    'append',
    'audio',
    'audiodev',
    'bios',
    'blockdev',
  ],
  ...['boot', 'cdrom', 'chardev', 'compat', 'cpu', 'curses', 'd', 'debugcon', 'device', 'dfilter', 'display'],
  ...['drive', 'dtb', 'dump-vmstate', 'echr', 'fda', 'fdb', 'fsdev', 'fw_cfg', 'gdb', 'global', 'hda', 'hdb'],
  ...['hdc', 'hdd', 'icount', 'incoming', 'initrd', 'iscsi', 'k', 'kernel', 'L', 'loadvm', 'm', 'machine'],
  ...['mem-path', 'mon', 'monitor', 'msg', 'mtdblock', 'name', 'net', 'netdev', 'nic', 'numa', 'object'],
  ...[
    'option-rom',
    'overcommit',
    'parallel',
    'pflash',
    'pidfile',
    'plugin',
    'qmp',
    'qmp-pretty',
    'readconfig',
  ],
  ...['rtc', 'run-with', 'runas', 'chroot', 'sandbox', 'sd', 'seed', 'semihosting-config', 'serial', 'set'],
  ...['shim', 'smbios', 'smp', 'soundhw', 'spice', 'tb-size', 'tpmdev', 'trace', 'uuid', 'vga', 'virtfs'],
  ...['vnc', 'watchdog', 'watchdog-action', 'writeconfig', 'xen-domid', 'D'],
]);

const ALIASES: Readonly<Record<string, string>> = { M: 'machine', drive: 'drive' };

/** What is looked at in detail, so that a variable of the shell in it hides what is asked. */
const READ = new Set([
  'machine',
  'device',
  'drive',
  'nic',
  'net',
  'accel',
  'serial',
  'vga',
  'watchdog',
  'virtfs',
]);

function isQemu(text: string): boolean {
  const name = text.slice(text.lastIndexOf('/') + 1);
  return /^(qemu(-system-(x86_64|i386))?|qemu-kvm|kvm)$/.test(name);
}

/** Reads the words from QEMU's name on; what comes before (exec, sudo, variables) is not QEMU's. */
export function readQemuOptions(words: readonly ShellWord[], file: string): Result<QemuOption[]> {
  const start = words.findIndex(({ text }) => isQemu(text));
  if (start < 0) return err(noQemuCommand(file));
  const options: QemuOption[] = [];
  const rest = words.slice(start + 1);
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at];
    if (word === undefined) break;
    // What a script passes on ("$@") is not known here, and adds nothing to what is.
    if (/^\$[@*]$/.test(word.text)) continue;
    if (!word.text.startsWith('-')) return err(qemuStrayWord(word.text, word.place));
    const given = word.text.replace(/^--?/, '');
    const name = ALIASES[given] ?? given;
    if (WITHOUT_VALUE.has(name)) options.push({ name, value: '', word });
    else if (!WITH_VALUE.has(name)) {
      const known = [...WITHOUT_VALUE, ...WITH_VALUE];
      return err(qemuUnknownOption(word.text, nearestName(name, known), word.place));
    } else {
      const value = rest[++at];
      if (value === undefined) return err(qemuValueMissing(word.text, word.place));
      if (READ.has(name) && value.text.includes('$')) return err(qemuShellVariable(value.text, value.place));
      options.push({ name, value: value.text, word: value });
    }
  }
  return ok(options);
}

/**
 * The properties of a value: `q35,sata=off` has `q35` under `first` and `off` under `sata`. A doubled comma is one of the
 * value. JSON, which -device and -blockdev take as well, is read as it is.
 *
 * @returns undefined for JSON that is none.
 */
export function readProperties(value: string, first: string): ReadonlyMap<string, string> | undefined {
  if (value.startsWith('{')) {
    try {
      const entries = Object.entries(JSON.parse(value) as Record<string, unknown>);
      return new Map(entries.map(([key, each]) => [key, String(each)]));
    } catch {
      return undefined;
    }
  }
  const properties = new Map<string, string>();
  value
    .replaceAll(',,', '\0')
    .split(',')
    .forEach((part, index) => {
      const text = part.replaceAll('\0', ',');
      const equals = text.indexOf('=');
      if (equals >= 0) properties.set(text.slice(0, equals), text.slice(equals + 1));
      else if (index === 0) properties.set(first, text);
      else properties.set(text.replace(/^no/, ''), text.startsWith('no') ? 'off' : 'on');
    });
  return properties;
}
