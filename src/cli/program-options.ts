// SPDX-License-Identifier: MIT
// The options that `run` and `build` share: what is in the image, and what the machine is like.
import { MACHINE_NAMES } from '../machine/machines.ts';
import type { NeedsPolicy } from '../needs/policy.ts';
import type { OptionTable } from './command.ts';
import { DEFAULT_LIBC, LIBC_CHOICES } from './program-libc.ts';
import { componentSwitches } from './component-option.ts';
import { choice, count, flag, pairs, size, text, texts, unlessGiven } from './options.ts';

/** Bytes of memory of a guest, unless an option or an app says otherwise. */
export const DEFAULT_MEMORY = 64 * 2 ** 20;

/** The machine, and how many CPUs it has, unless an option, a configuration or an app says otherwise. */
export const DEFAULT_MACHINE = 'microvm';
export const DEFAULT_CPUS = 1;

/** How sure a need has to be, unless an option, a configuration or an app says otherwise. */
export const DEFAULT_NEEDS: NeedsPolicy = 'balanced';
const POLICIES: readonly NeedsPolicy[] = ['strict', 'balanced', 'open'];

const MOST_CPUS = 64;

export const PROGRAM_OPTIONS = {
  machine: unlessGiven(choice('--machine NAME', 'the machine', MACHINE_NAMES, DEFAULT_MACHINE)),
  memory: size('--memory SIZE', "the guest's memory", "64M, or the app's"),
  cpus: unlessGiven(count('--cpus N', 'the number of virtual CPUs', 1, MOST_CPUS, DEFAULT_CPUS)),
  profile: text(
    '--profile NAME',
    "the components of the kernel: a profile's name or file (default: those for the machine)",
  ),
  component: componentSwitches(
    '--component NAME=on|off',
    'put a component in, or leave it out, whatever the profile says (repeatable)',
  ),
  libc: unlessGiven(
    choice('--libc WHERE', 'where a dynamic program finds its libc', LIBC_CHOICES, DEFAULT_LIBC),
  ),
  allocator: text(
    '--allocator NAME',
    "the malloc of the kernel's libc: a folder of kernel/libc/allocator (default: mimalloc)",
  ),
  universal: flag(
    '--universal',
    'do not cut the kernel to the image: it exports and has whatever its profile can',
  ),
  debug: flag(
    '--debug',
    'a kernel that is compiled for a debugger and checks itself, instead of one that is small',
  ),
  needs: unlessGiven(
    choice<NeedsPolicy>(
      '--needs POLICY',
      'which needs of the image the kernel meets',
      POLICIES,
      DEFAULT_NEEDS,
    ),
  ),
  addSymbol: texts('--add-symbol NAME', 'have the kernel export this symbol as well (repeatable)'),
  addSyscall: texts('--add-syscall NAME', 'have this system call in the kernel as well (repeatable)'),
  needsFile: text(
    '--needs-file FILE',
    'meet also what this needs.json has recorded (run --record) or requested',
  ),
  allowMissing: flag(
    '--allow-missing',
    'start the program though it needs symbols that nothing defines; calling one stops it',
  ),
  file: pairs(
    '--file GUEST=HOST',
    'put a file or folder of the host into the image (repeatable)',
    /^\/./,
    'GUEST=HOST with an absolute path GUEST',
  ),
  manifest: text('--manifest FILE', "put what a usr.manifest lists into the image (OSv's syntax)"),
  var: pairs(
    '--var NAME=VALUE',
    'what %(NAME)s stands for in the manifest (repeatable)',
    /^\w+$/,
    'NAME=VALUE',
  ),
  env: pairs('--env K=V', "add to the program's environment (repeatable)", /^[^=\0]+$/, 'NAME=VALUE'),
  cwd: text('--cwd DIR', "the program's working directory in the guest (default /)"),
  cmdline: text('--cmdline LINE', 'program and arguments as one line, instead of PROGRAM and ARGS'),
  kernelArgs: texts('--kernel-args WORDS', 'options for the kernel, for example --bootchart (repeatable)'),
} as const satisfies OptionTable;
