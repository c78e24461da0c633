// SPDX-License-Identifier: MIT
import { errorDiagnostic, type Diagnostic, type Place } from '../diagnostic/index.ts';
import { nearestName, type FsFailure, type SpawnOutcome } from '../util/index.ts';

export function fileFailed(failure: FsFailure): Diagnostic {
  return errorDiagnostic('toolchain/file', `a file of the build cannot be used (${failure.code})`, {
    place: { file: failure.path },
    help: failure.code === 'ENOSPC' ? 'the disk is full' : 'check the permissions of the build folder',
  });
}

/** A tool that ended otherwise than with exit code 0. */
export function toolFailed(tool: string, outcome: SpawnOutcome): Diagnostic {
  switch (outcome.kind) {
    case 'not-found':
      return errorDiagnostic('toolchain/tool-missing', `${outcome.command} is not installed`, {
        help: 'thimble doctor lists what is missing and how to get it',
      });
    case 'timed-out':
      return errorDiagnostic('toolchain/tool-failed', `${tool} did not come to an end`);
    case 'signalled':
      return errorDiagnostic('toolchain/tool-failed', `${tool} was killed by ${outcome.signal}`, {
        help: outcome.signal === 'SIGKILL' ? 'there may be too little memory' : 'try again',
      });
    case 'exited': {
      const output = `${outcome.stdout}${outcome.stderr}`.trim();
      return errorDiagnostic(
        'toolchain/tool-failed',
        `${tool} failed with exit code ${outcome.code}:\n${output}`,
      );
    }
    default:
      return outcome satisfies never;
  }
}

export function undefinedSymbol(
  symbol: string,
  users: readonly string[],
  help: string,
  place: Place | undefined,
): Diagnostic {
  const who =
    users.length === 0 ? '' : `, which ${users.join(' and ')} refer${users.length === 1 ? 's' : ''} to`;
  return errorDiagnostic('toolchain/undefined-symbol', `nothing in this kernel defines "${symbol}"${who}`, {
    ...(place === undefined ? {} : { place }),
    help,
  });
}

export function duplicateSymbol(symbol: string, definers: readonly string[]): Diagnostic {
  return errorDiagnostic(
    'toolchain/duplicate-symbol',
    `"${symbol}" is defined twice: by ${definers.join(' and by ')}`,
    {
      help: 'make it static where only its own file uses it, or give it the prefix of its component',
    },
  );
}

export function linkFailed(output: string): Diagnostic {
  return errorDiagnostic('toolchain/link', `the kernel cannot be linked:\n${output}`);
}

export function unknownSystemCall(name: string, object: string, names: readonly string[]): Diagnostic {
  const near = nearestName(name, names);
  return errorDiagnostic(
    'toolchain/unknown-system-call',
    `${object} defines sys_${name}, but Linux on x86-64 has no system call "${name}"`,
    { help: near === undefined ? 'only system calls may be called sys_...' : `did you mean "sys_${near}"?` },
  );
}

export function noEntry(symbol: string): Diagnostic {
  return errorDiagnostic('toolchain/no-entry', `no component of this kernel defines its entry, "${symbol}"`, {
    help: 'the component of the CPU, kernel/arch/x86_64, has to',
  });
}

export function versionUnknown(path: string): Diagnostic {
  return errorDiagnostic('toolchain/version-unknown', 'there is no "version" in the package file', {
    place: { file: path },
  });
}

export function unplacedSection(section: string, object: string): Diagnostic {
  const what = `${object} has a section "${section}", for which the linker script has no place`;
  return errorDiagnostic('toolchain/unplaced-section', what, {
    help: 'use .text, .rodata, .data, .bss, .boot.text, .boot.data or a linker set (.set.NAME)',
  });
}

export function hostTestWithoutSources(file: string): Diagnostic {
  return errorDiagnostic('toolchain/host-test-sources', 'this test does not say what it is compiled with', {
    place: { file },
    help: 'begin it with a line such as: // sources: ../area.c',
  });
}

export function hostTestSourceMissing(source: string, file: string): Diagnostic {
  return errorDiagnostic('toolchain/host-test-sources', `this test lists ${source}, which does not exist`, {
    place: { file },
    help: 'sources are relative to the folder of the test',
  });
}

export function hostTestUpstreamUnknown(name: string, file: string): Diagnostic {
  return errorDiagnostic(
    'toolchain/host-test-upstream',
    `this test takes the sources of a third party from "${name}", which is no component that has any`,
    { place: { file }, help: 'name a component whose component.ts declares an "upstream"' },
  );
}

export function undeclaredUse(user: string, definer: string, symbol: string, place: Place): Diagnostic {
  const what = `component "${user}" uses "${symbol}" of "${definer}", which it does not require`;
  return errorDiagnostic('toolchain/undeclared-use', what, {
    place,
    help: `add "${definer}" to "requires"; without it, a kernel may have one and not the other`,
  });
}

export function coreUsesOptional(user: string, definer: string, symbol: string, place: Place): Diagnostic {
  const what = `component "${user}" is core and uses "${symbol}" of "${definer}", which not every kernel has`;
  return errorDiagnostic('toolchain/undeclared-use', what, {
    place,
    help: 'let the core reach it through a linker set, or declare it core too',
  });
}

export function wrongChecksum(archive: string, found: string, expected: string): string {
  return `${archive} has the SHA-256 ${found}, expected ${expected}`;
}

export function sourceUnavailable(
  name: string,
  version: string,
  archive: string,
  cache: string,
  reasons: readonly string[],
): Diagnostic {
  return errorDiagnostic(
    'toolchain/source-unavailable',
    `the source of ${name} ${version} could not be fetched:\n${reasons.join('\n')}`,
    { help: `repair the network, or put ${archive} into ${cache} by hand; its checksum will be verified` },
  );
}

export function unmatchedPatterns(component: string, patterns: readonly string[], place: Place): Diagnostic {
  return errorDiagnostic(
    'toolchain/unmatched-source',
    `component "${component}" names sources that its upstream does not have: ${patterns.join(', ')}`,
    { place, help: 'compare with the files of the archive below build/third-party' },
  );
}

/** `found`: what is there instead of a kernel that tells how it was made. */
export function noKernelIn(folder: string, found: 'nothing' | 'a folder' | 'an older kernel'): Diagnostic {
  const what = {
    nothing: 'there is no such folder',
    'a folder': 'there is no kernel in this folder',
    'an older kernel':
      'the kernel in this folder was made by another version of Thimble, which did not write down how',
  }[found];
  return errorDiagnostic('toolchain/no-kernel', what, {
    place: { file: folder },
    help: 'thimble build -o DIR PROGRAM puts one there',
  });
}

export function objectsGone(folder: string, object: string): Diagnostic {
  return errorDiagnostic('toolchain/objects-gone', `${object}, of which this kernel was linked, is gone`, {
    place: { file: folder },
    help: 'build the kernel again',
  });
}

/** The map and the stripped kernel in one folder do not fit each other. */
export function mapDiffers(folder: string): Diagnostic {
  return errorDiagnostic('toolchain/map-differs', 'kernel.map does not describe kernel-stripped.elf', {
    place: { file: folder },
    help: 'they are of two builds: build the kernel again',
  });
}

/** `component` has it, and is not in the kernel; without one nobody has it. */
export function demandedCallAbsent(name: string, component: string | undefined): Diagnostic {
  return errorDiagnostic(
    'toolchain/call-not-there',
    component === undefined
      ? `the system call ${name} is to be added, which Thimble does not implement`
      : `the system call ${name} is to be added, but the component "${component}", which implements it, is not in the kernel`,
    {
      help:
        component === undefined
          ? 'leave it out: programs that ask for it get ENOSYS'
          : `add --component ${component}=on`,
    },
  );
}
