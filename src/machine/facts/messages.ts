// SPDX-License-Identifier: MIT
// What can be wrong with the description of a machine, or missing in it, as messages.
import { errorDiagnostic, warningDiagnostic, type Diagnostic, type Place } from '../../diagnostic/index.ts';
import { nearestName } from '../../util/index.ts';

function at(place: Place | undefined): { readonly place?: Place } {
  return place === undefined ? {} : { place };
}

export function noMachineDescription(word: string, names: readonly string[]): Diagnostic {
  const near = nearestName(word, names);
  return errorDiagnostic('machine/no-description', `"${word}" describes no machine: there is no such file`, {
    help:
      (near === undefined ? '' : `did you mean "${near}"? `) +
      `it is one of ${names.join(', ')}, a QEMU command line in quotes, or a file: a command, or the JSON ` +
      'configuration of Firecracker or Cloud Hypervisor',
  });
}

export function machineUnreadable(path: string, code: string): Diagnostic {
  return errorDiagnostic('machine/description-unreadable', `cannot be read (${code})`, {
    place: { file: path },
  });
}

export function unclosedQuote(place: Place): Diagnostic {
  return errorDiagnostic('machine/unclosed-quote', 'this quote is never closed', { place });
}

export function noQemuCommand(file: string): Diagnostic {
  return errorDiagnostic('machine/no-qemu-command', 'there is no command of QEMU here', {
    place: { file },
    help: 'expected a word such as qemu-system-x86_64, followed by its options',
  });
}

export function qemuStrayWord(found: string, place: Place): Diagnostic {
  return errorDiagnostic('machine/qemu-stray-word', `"${found}" belongs to no option of QEMU`, {
    place,
    help: 'quote values that have blanks; give disks by -drive or -blockdev',
  });
}

export function qemuUnknownOption(found: string, near: string | undefined, place: Place): Diagnostic {
  return errorDiagnostic('machine/qemu-unknown-option', `QEMU has no option ${found}`, {
    place,
    ...(near === undefined ? {} : { help: `did you mean -${near}?` }),
  });
}

export function qemuValueMissing(option: string, place: Place): Diagnostic {
  return errorDiagnostic('machine/qemu-value-missing', `the option ${option} lacks its value`, { place });
}

export function qemuShellVariable(found: string, place: Place): Diagnostic {
  return errorDiagnostic(
    'machine/qemu-shell-variable',
    `"${found}" has a variable, whose value is not known here`,
    {
      place,
      help: 'write out what says which devices there are',
    },
  );
}

export function qemuBadValue(option: string, value: string, place: Place): Diagnostic {
  return errorDiagnostic('machine/qemu-bad-value', `the value of -${option} is no JSON: ${value}`, { place });
}

export function qemuMachineUnknown(type: string, place: Place): Diagnostic {
  return errorDiagnostic(
    'machine/qemu-machine-unknown',
    `the kernel does not know QEMU's machine "${type}"`,
    {
      place,
      help: 'it boots on microvm, q35 and pc',
    },
  );
}

export function microvmNeedsLine(named: string, acpi: boolean, place: Place | undefined): Diagnostic {
  return warningDiagnostic(
    'machine/microvm-devices-untold',
    `the kernel will not find ${named}: this microvm does not tell of its devices on the command line`,
    { ...at(place), help: acpi ? 'use -machine microvm,acpi=off' : 'remove auto-kernel-cmdline=off' },
  );
}

export function badJson(message: string, place: Place): Diagnostic {
  return errorDiagnostic('machine/bad-json', `this is no JSON: ${message}`, { place });
}

export function jsonNotAnObject(file: string): Diagnostic {
  return errorDiagnostic('machine/bad-json', 'this JSON is no object', { place: { file } });
}

export function jsonOfNoVmm(file: string): Diagnostic {
  return errorDiagnostic('machine/json-of-no-vmm', 'this is the configuration of no VMM that is known here', {
    place: { file },
    help: 'Firecracker\'s has "boot-source" or "machine-config", Cloud Hypervisor\'s has "payload" or "cpus"',
  });
}

export function jsonUnknownKey(vmm: string, key: string, known: readonly string[], place: Place): Diagnostic {
  const near = nearestName(key, known);
  return errorDiagnostic('machine/json-unknown-key', `a configuration of ${vmm} has no key "${key}"`, {
    place,
    help: near === undefined ? `the keys are ${[...known].sort().join(', ')}` : `did you mean "${near}"?`,
  });
}

export function jsonWrongType(key: string, found: string, place: Place): Diagnostic {
  return errorDiagnostic('machine/json-wrong-type', `"${key}" is ${found}; expected an object or a list`, {
    place,
  });
}

export function foreignBootArguments(first: string, place: Place): Diagnostic {
  return warningDiagnostic(
    'machine/foreign-boot-arguments',
    `the kernel would take "${first}" of boot_args for the program to start`,
    {
      place,
      help: 'boot_args are options that begin with --, the path of the program in the image, and its arguments',
    },
  );
}

export function deviceWithoutDriver(
  named: string,
  driver: string,
  machine: string,
  place: Place | undefined,
): Diagnostic {
  return warningDiagnostic(
    'machine/no-driver',
    `Thimble has no driver for ${named} of ${machine} (${driver})`,
    {
      ...at(place),
      help: 'the program will not see the device',
    },
  );
}

export function driverLeftOut(
  named: string,
  out: readonly string[],
  machine: string,
  place: Place | undefined,
): Diagnostic {
  return warningDiagnostic(
    'machine/driver-left-out',
    `${named} of ${machine} cannot be used: the kernel lacks ${out.join(' and ')}`,
    { ...at(place), help: `add it with ${out.map((name) => `--component ${name}=on`).join(' ')}` },
  );
}

export function noDisk(machine: string, place: Place): Diagnostic {
  return warningDiagnostic('machine/no-disk', `${machine} has no disk that this kernel can drive`, {
    place,
    help: 'the root file system is on the first virtio-blk disk; without one, --rootfs=ramfs starts with an empty tree',
  });
}

export function noConsole(machine: string, place: Place): Diagnostic {
  return warningDiagnostic('machine/no-console', `${machine} has no console that this kernel knows`, {
    place,
    help: 'give it a serial port (16550 at com1), or nobody will see what the program writes',
  });
}

export function cpusUnused(machine: string, component: string, place: Place): Diagnostic {
  return warningDiagnostic(
    'machine/cpus-unused',
    `${machine} has several CPUs, of which the kernel uses one`,
    {
      place,
      help: `add the others with --component ${component}=on`,
    },
  );
}

export function jsonNoCount(key: string, found: string, place: Place): Diagnostic {
  return errorDiagnostic('machine/json-no-count', `"${key}" is ${found}; expected a whole number above 0`, {
    place,
  });
}

export function noClock(machine: string, place: Place): Diagnostic {
  return warningDiagnostic('machine/no-clock', `${machine} has no clock that this kernel knows`, {
    place,
    help: 'times will be guesses; the kernel knows the clocks of hypervisors (KVM), and else needs a PIT (remove pit=off)',
  });
}
