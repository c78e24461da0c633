// SPDX-License-Identifier: MIT
// What can be wrong with a command line, as messages.
import {
  errorDiagnostic,
  noteDiagnostic,
  warningDiagnostic,
  type Diagnostic,
  type Place,
} from '../diagnostic/index.ts';
import type { PortForward } from '../machine/network.ts';
import { nearestName } from '../util/index.ts';

function suggestion(word: string, names: readonly string[], otherwise: string): string {
  const near = nearestName(word, names);
  return near === undefined ? otherwise : `did you mean "${near}"? ${otherwise}`;
}

export function unknownCommand(word: string, names: readonly string[]): Diagnostic {
  if (word.startsWith('-')) {
    return errorDiagnostic('cli/unknown-option', `thimble has no option ${word} before a command`, {
      help: suggestion(word, ['--help', '--version'], 'thimble --help lists the commands'),
    });
  }
  return errorDiagnostic('cli/unknown-command', `there is no command "${word}"`, {
    help: suggestion(word, names, 'thimble --help lists the commands'),
  });
}

export function unknownOption(command: string, option: string, known: readonly string[]): Diagnostic {
  return errorDiagnostic('cli/unknown-option', `"${command}" has no option ${option}`, {
    help: suggestion(option, known, `thimble ${command} --help lists the options`),
  });
}

export function missingOptionValue(command: string, flags: string): Diagnostic {
  return errorDiagnostic('cli/missing-value', `the option ${flags} of "${command}" lacks its value`, {
    help: `thimble ${command} --help shows examples`,
  });
}

export function unexpectedOptionValue(option: string, found: string): Diagnostic {
  return errorDiagnostic('cli/unexpected-value', `the option ${option} takes no value, found "${found}"`);
}

export function missingOperand(command: string, operands: string): Diagnostic {
  return errorDiagnostic('cli/missing-operand', `"${command}" lacks ${operands}`, {
    help: `thimble ${command} --help shows examples`,
  });
}

export function extraOperand(command: string, found: string, operands: string): Diagnostic {
  const expected = operands === '' ? 'takes none' : `takes ${operands}`;
  return errorDiagnostic('cli/extra-operand', `the word "${found}" is too many: "${command}" ${expected}`);
}

export function badOptionValue(option: string, found: string, expected: string, hint?: string): Diagnostic {
  return errorDiagnostic(
    'cli/bad-value',
    `${option} is "${found}"; expected ${expected}`,
    hint === undefined ? {} : { help: hint },
  );
}

export function nodeTooOld(found: string): Diagnostic {
  return errorDiagnostic('cli/node-too-old', `Node.js is ${found}; Thimble needs 20 or newer`, {
    help: 'put a newer node first in PATH',
  });
}

export function noSuchTestKind(found: string, known: readonly string[]): Diagnostic {
  return errorDiagnostic('cli/unknown-test-kind', `there is no kind of tests "${found}"`, {
    help: suggestion(found, known, `the kinds are ${known.join(', ')}`),
  });
}

export function noSuchBenchmark(found: string, known: readonly string[]): Diagnostic {
  return errorDiagnostic('cli/unknown-benchmark', `there is no benchmark "${found}"`, {
    help: suggestion(found, known, 'thimble bench --list lists them'),
  });
}

export function noTestFiles(words: readonly string[]): Diagnostic {
  return errorDiagnostic(
    'cli/no-test-files',
    `no test file has ${words.map((word) => `"${word}"`).join(' or ')} in its path`,
    {
      help: 'thimble test --list lists them',
    },
  );
}

export function noSuchFile(path: string): Diagnostic {
  return errorDiagnostic('cli/no-such-file', `there is no file or folder "${path}"`);
}

export function formatterFailed(output: string): Diagnostic {
  return errorDiagnostic('cli/formatter-failed', `a formatter failed:\n${output.trim()}`);
}

export function unknownComponentName(found: string, known: readonly string[]): Diagnostic {
  return errorDiagnostic('cli/unknown-component', `there is no component "${found}"`, {
    help: suggestion(found, known, 'thimble components lists them'),
  });
}

export function noSuchProgram(
  word: string,
  errno: string,
  inPath: string | undefined,
  apps: readonly string[],
): Diagnostic {
  if (errno !== 'ENOENT' && errno !== 'ENOTDIR') {
    return errorDiagnostic('cli/program-unreadable', `the program "${word}" cannot be opened (${errno})`);
  }
  const help =
    inPath === undefined
      ? suggestion(word, apps, 'PROGRAM is the path of an ELF file, or the name of an app in apps/')
      : `the command of that name is ${inPath}: give this path`;
  return errorDiagnostic('cli/no-such-program', `there is neither a file nor an app "${word}"`, { help });
}

export function badProgram(word: string, kind: string): Diagnostic {
  return errorDiagnostic(
    'cli/program-not-a-file',
    `the program "${word}" is a ${kind === 'other' ? 'special file' : kind}, not a file`,
    {
      help: 'PROGRAM is the path of an ELF file, or the name of an app in apps/',
    },
  );
}

export function nothingToBuild(): Diagnostic {
  return errorDiagnostic('cli/bad-command-line', 'there is neither a PROGRAM nor a --manifest', {
    help:
      'PROGRAM is the path of an ELF file, or the name of an app in apps/; in a folder with a thimble.config.ts ' +
      '(thimble init writes one) it can be left out',
  });
}

export function cannotDeliver(path: string, errno: string): Diagnostic {
  return errorDiagnostic('cli/cannot-deliver', `${path} cannot be written (${errno})`, {
    help: 'give a folder that you may write to with -o',
  });
}

export function cannotWriteReport(path: string, errno: string): Diagnostic {
  return errorDiagnostic(
    'cli/cannot-write-report',
    `the report of --json cannot be written to ${path} (${errno})`,
  );
}

export function noProgramToRun(): Diagnostic {
  return errorDiagnostic('cli/bad-command-line', 'a manifest alone does not say what to start', {
    help: 'add PROGRAM, the path of a file in the image, or --cmdline "/path/in/the/guest ARGS"',
  });
}

export function memoryTooSmall(memoryBytes: number, kernelEnd: number): Diagnostic {
  const kib = (bytes: number): string => `${Math.ceil(bytes / 1024)}K`;
  return errorDiagnostic(
    'cli/memory-too-small',
    `a guest with ${kib(memoryBytes)} of memory cannot hold the kernel, which ends at ${kib(kernelEnd)}`,
    { help: 'give it more with --memory, for example 2M' },
  );
}

export function hiddenFiles(mount: string, paths: readonly string[]): Diagnostic {
  const others = paths.length === 1 ? '' : ` and ${paths.length - 1} more below ${mount}`;
  return warningDiagnostic(
    'cli/hidden-files',
    `the program will not see ${paths[0] ?? mount}${others}: the guest has a file system of its own at ${mount}`,
    { help: 'put it elsewhere in the image, for example below /data' },
  );
}

export function oneOfOptions(first: string, second: string): Diagnostic {
  return errorDiagnostic('cli/bad-command-line', `${first} and ${second} do not go together`, {
    help: 'give one of them',
  });
}

export function noSuchList(library: string, known: readonly string[]): Diagnostic {
  return errorDiagnostic('cli/no-such-list', `nothing is exported as "${library}"`, {
    help: suggestion(library, known, `the libraries are ${known.join(', ') || 'none'}`),
  });
}

export function cannotWriteList(path: string, errno: string): Diagnostic {
  return errorDiagnostic('cli/cannot-write-list', `a list of symbols cannot be written (${errno})`, {
    place: { file: path },
  });
}

export function otherGlibc(found: string, expected: string): Diagnostic {
  return warningDiagnostic(
    'cli/other-glibc',
    `this host has glibc ${found}; the lists are made from ${expected}`,
    { help: 'look at what comes and goes before you commit it' },
  );
}

/** `what` is "program", or the guest path of a file. */
export function declaredFileMissing(what: string, path: string, place: Place): Diagnostic {
  return errorDiagnostic('cli/declared-file-missing', `"${what}" is to be ${path}, which does not exist`, {
    place,
    help: 'paths are relative to the folder of this file',
  });
}

export function contradictoryOptions(one: string, other: string, why: string): Diagnostic {
  return errorDiagnostic('cli/bad-command-line', `${one} and ${other} cannot be given together: ${why}`, {
    help: 'leave one of them out',
  });
}

export function configurationExists(path: string): Diagnostic {
  return errorDiagnostic('cli/configuration-exists', 'there is a configuration already; it was not touched', {
    place: { file: path },
    help: 'edit it, or remove it first',
  });
}

export function cannotWriteConfiguration(path: string, errno: string): Diagnostic {
  return errorDiagnostic('cli/cannot-write-configuration', `cannot be written (${errno})`, {
    place: { file: path },
  });
}

export function noLibcComponents(): Diagnostic {
  return errorDiagnostic(
    'cli/no-libc',
    'this tree has no libc for the kernel: there is no component "ldso"',
    {
      help: 'use --libc=image, which puts the libc of the host into the image',
    },
  );
}

export function libcNotUsed(used: 'image' | 'none', interpreter: string): Diagnostic {
  const why = used === 'none' ? 'it is linked statically' : `its interpreter is not ${interpreter}`;
  return warningDiagnostic('cli/libc-not-used', `the program does not use the kernel's libc: ${why}`, {
    help: 'leave out --libc=kernel',
  });
}

export function twoLibcs(path: string): Diagnostic {
  return errorDiagnostic(
    'cli/two-libcs',
    `the program is to use the libc of the kernel, but the image brings one: ${path}`,
    { help: 'leave out that file, or have the program use it: --libc=image' },
  );
}

export function imageBringsLibc(path: string): Diagnostic {
  return noteDiagnostic('cli/image-libc', `the image brings a libc, which its programs use: ${path}`, {
    help: 'leave out that file to have them use the libc of the kernel',
  });
}

export function allocatorNotUsed(used: 'image' | 'none'): Diagnostic {
  const why = used === 'none' ? 'brings its own' : 'uses that of the libc in the image';
  return warningDiagnostic('cli/allocator-not-used', `--allocator changes nothing: the program ${why}`, {
    help: 'leave it out, or have the program use the libc of the kernel: --libc=kernel',
  });
}

export function forwardsOverTap(name: string): Diagnostic {
  return errorDiagnostic(
    'cli/forwards-over-tap',
    `-p forwards ports to a user network, but --net is tap:${name}`,
    {
      help: 'leave out -p: on a tap device the guest has an address of its own, which is reached directly',
    },
  );
}

/** `code` is the errno name with which the host refuses to have us listen. */
export function portRefused({ protocol, address, hostPort }: PortForward, code: string): Diagnostic {
  const anyPort = `-p ${protocol === 'udp' ? 'udp:' : ''}:GUEST-PORT takes one that is free`;
  const what = `${protocol} port ${hostPort === 0 ? '' : `${hostPort} `}of ${address}`;
  switch (code) {
    case 'EADDRINUSE':
      return errorDiagnostic('cli/port-taken', `somebody uses ${what} already`, {
        help: `give another port of the host; ${anyPort}`,
      });
    case 'EACCES':
      return errorDiagnostic('cli/port-forbidden', `you may not use ${what}`, {
        help: `ports below 1024 are for root; ${anyPort}`,
      });
    case 'EADDRNOTAVAIL':
      return errorDiagnostic('cli/no-such-address', `this host does not have the address ${address}`, {
        help: 'give one that it has, 0.0.0.0 for all of them, or none for 127.0.0.1',
      });
    default:
      return errorDiagnostic('cli/no-free-port', `the host does not give us a ${what} (${code})`, {
        help: `give another port of the host; ${anyPort}`,
      });
  }
}

export function onlyWith(option: string, other: string): Diagnostic {
  return errorDiagnostic('cli/bad-command-line', `${option} means something only with ${other}`, {
    help: `add ${other}, or leave out ${option}`,
  });
}

/** A word says what a kernel is cut to, and there is none that is cut. `word` is the option or OSv's word that says so. */
export function onlyForCutKernels(option: string, word: string): Diagnostic {
  return errorDiagnostic(
    'cli/bad-command-line',
    `${option} says what a kernel is cut to, but with ${word} it is not cut`,
    {
      help: 'leave out one of them: a kernel that is not cut has everything',
    },
  );
}

/** A configuration says what a kernel is cut to that it says is not to be cut. */
export function cutKeyInVain(key: string, place: Place): Diagnostic {
  return errorDiagnostic(
    'cli/cut-key-in-vain',
    `"${key}" says what a kernel is cut to, but "universal" is true`,
    {
      place,
      help: 'leave out one of them: a kernel that is not cut has everything',
    },
  );
}

/** A symbol is to be added to a kernel to whose symbols no program of the image binds. */
export function exportsNothing(symbol: string, libc: 'image' | 'none'): Diagnostic {
  const why = libc === 'image' ? 'have the libc of the image' : 'are linked statically';
  return errorDiagnostic(
    'cli/exports-nothing',
    `the symbol ${symbol} is to be added, but the kernel exports nothing: the programs of the image ${why}`,
    { help: 'leave out --add-symbol, or use --libc=kernel with a dynamic program' },
  );
}

/** Files that could not be analyzed at all. */
export function notCut(paths: readonly string[]): Diagnostic {
  return warningDiagnostic(
    'cli/not-cut',
    `the kernel is not cut: what these files need could not be found out: ${paths.join(', ')}`,
    { help: 'leave them out of the image, or make them anew where they are damaged' },
  );
}

/** Files whose needs could not all be found. */
export function mayAskForMore(paths: readonly string[]): Diagnostic {
  return warningDiagnostic(
    'cli/may-ask-for-more',
    `these files may ask for more than was found, which this kernel then lacks: ${paths.join(', ')}`,
    {
      help: 'thimble analyze --verbose shows where; --add-symbol and --add-syscall add, --needs open has everything',
    },
  );
}

export function cpusUnused(cpus: number, component: string): Diagnostic {
  return warningDiagnostic('cli/cpus-unused', `the machine has ${cpus} CPUs, of which the kernel uses one`, {
    help: `it has no component "${component}": leave out --component ${component}=off, or take --cpus 1`,
  });
}
