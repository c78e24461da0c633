// SPDX-License-Identifier: MIT
// The programs of the system that Thimble calls: what each is for, which package brings it, which version it needs.
// Whatever asks for a tool (commands, `doctor`, the installation) reads this one table.

/** What a tool is needed for; `run` includes `build`, `test` includes both. */
export type ToolPurpose = 'build' | 'run' | 'test';

/** How a tool is recognized as present: a command (in PATH, or at its absolute path), or the first of some files. */
export type ToolProbe =
  | { readonly kind: 'command'; readonly command: string; readonly versionArgs?: readonly string[] }
  /** Paths; one component may be `*`. */
  | { readonly kind: 'file'; readonly anyOf: readonly string[] };

export interface SystemTool {
  readonly name: string;
  /** The Debian package; Ubuntu has the same names. */
  readonly debianPackage: string;
  readonly purpose: ToolPurpose;
  /** What Thimble does with it, one line. */
  readonly use: string;
  readonly probe: ToolProbe;
  /** Lowest version that works; any when absent. */
  readonly minimum?: string;
}

function command(
  name: string,
  debianPackage: string,
  purpose: ToolPurpose,
  use: string,
  rest: { readonly minimum?: string; readonly versionArgs?: readonly string[] } = {},
): SystemTool {
  const { minimum, versionArgs } = rest;
  return {
    name: name.replace('/usr/bin/', ''),
    debianPackage,
    purpose,
    use,
    probe: { kind: 'command', command: name, ...(versionArgs === undefined ? {} : { versionArgs }) },
    ...(minimum === undefined ? {} : { minimum }),
  };
}

export const SYSTEM_TOOLS: readonly SystemTool[] = [
  command('clang', 'clang', 'build', 'compiles the kernel', { minimum: '14' }),
  command('ld.lld', 'lld', 'build', 'links the kernel', { minimum: '14' }),
  command('ninja', 'ninja-build', 'build', 'compiles only what changed', { minimum: '1.10' }),
  {
    name: 'libc headers',
    debianPackage: 'libc6-dev',
    purpose: 'build',
    use: 'compiles the programs of apps/',
    probe: {
      kind: 'file',
      anyOf: ['/usr/include/x86_64-linux-gnu/gnu/libc-version.h', '/usr/include/gnu/libc-version.h'],
    },
  },
  command('flock', 'util-linux', 'build', 'lets one build at a time use a folder'),
  command('tar', 'tar', 'build', 'unpacks the sources of third parties'),
  command('xz', 'xz-utils', 'build', 'unpacks the sources of third parties'),
  command('qemu-system-x86_64', 'qemu-system-x86', 'run', 'is the machine', { minimum: '7' }),
  command('clang-format', 'clang-format', 'test', 'checks the layout of the C code', { minimum: '14' }),
  {
    name: 'compiler-rt',
    debianPackage: 'libclang-rt-dev',
    purpose: 'test',
    use: 'sanitizers for the tests of C code on the host',
    probe: {
      kind: 'file',
      anyOf: [
        '/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.asan-x86_64.a',
        '/usr/lib/clang/*/lib/linux/libclang_rt.asan-x86_64.a',
        '/usr/lib64/clang/*/lib/linux/libclang_rt.asan-x86_64.a',
      ],
    },
  },
  command('gcc', 'gcc', 'test', 'compiles test programs, and is what musl-gcc calls'),
  command('musl-gcc', 'musl-tools', 'test', 'compiles static test programs'),
  command('/usr/bin/busybox', 'busybox-static', 'test', 'a static program to boot', { versionArgs: [] }),
  command('/usr/bin/sqlite3', 'sqlite3', 'test', 'a program to boot'),
  command('/usr/bin/lua5.4', 'lua5.4', 'test', 'a program to boot', { versionArgs: ['-v'] }),
  command('/usr/bin/python3', 'python3', 'test', 'a program to boot'),
  command('/usr/bin/perl', 'perl', 'test', 'a program to boot', { versionArgs: ['-v'] }),
  command('/usr/bin/gawk', 'gawk', 'test', 'a program to boot'),
  command('/usr/bin/jq', 'jq', 'test', 'a program to boot'),
  command('/usr/bin/bc', 'bc', 'test', 'a program to boot'),
  command('/usr/bin/zstd', 'zstd', 'test', 'a program to boot'),
  {
    name: 'tests of Python',
    debianPackage: 'libpython3.11-testsuite',
    purpose: 'test',
    use: 'run in guests',
    probe: { kind: 'file', anyOf: ['/usr/lib/python3.11/test/test_struct.py'] },
  },
  {
    name: 'names of protocols',
    debianPackage: 'netbase',
    purpose: 'test',
    use: 'looked up by programs',
    probe: { kind: 'file', anyOf: ['/etc/protocols'] },
  },
  command('readelf', 'binutils', 'test', 'a second opinion on ELF files'),
  command('gdb', 'gdb-minimal', 'test', 'a debugger to attach to a guest'),
  command('ip', 'iproute2', 'test', 'makes tap devices for guests', { versionArgs: ['-V'] }),
  command('pgrep', 'procps', 'test', 'shows that nothing is left behind'),
  command('openssl', 'openssl', 'test', 'makes certificates for servers, and is a program to boot', {
    versionArgs: [],
  }),
  command('/usr/bin/redis-cli', 'redis-tools', 'test', 'talks to servers in guests'),
  command('/usr/bin/memccapable', 'libmemcached-tools', 'test', 'talks to servers in guests', {
    versionArgs: [],
  }),
  command('/usr/bin/curl', 'curl', 'test', 'talks to servers in guests, and is a program to boot'),
  command('/usr/bin/ab', 'apache2-utils', 'test', 'talks to servers in guests', { versionArgs: ['-V'] }),
  command('/usr/bin/go', 'golang-go', 'test', 'compiles programs to boot', { versionArgs: ['version'] }),
  command('chromium', 'chromium', 'test', 'shows the pages of `report` to their tests'),
];

const INCLUDED: Readonly<Record<ToolPurpose, readonly ToolPurpose[]>> = {
  build: ['build'],
  run: ['build', 'run'],
  test: ['build', 'run', 'test'],
};

/** The tools that a purpose needs. */
export function toolsFor(purpose: ToolPurpose): SystemTool[] {
  return SYSTEM_TOOLS.filter((tool) => INCLUDED[purpose].includes(tool.purpose));
}
