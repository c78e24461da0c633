// SPDX-License-Identifier: MIT

/** Source code of somebody else: fetched by the build, checked, unpacked below `build/third-party`, never committed. */
export interface UpstreamDeclaration {
  readonly name: string;
  readonly version: string;
  /** The archive's file name, as Debian and `url` have it. */
  readonly archive: string;
  /** Of the archive, in hexadecimal. */
  readonly sha256: string;
  /** Debian's source package that has the archive. */
  readonly debianSource: string;
  /** Where else it is, for systems without apt. */
  readonly url: string;
  /** What is compiled, relative to the archive's one folder; `*` stands for part of a name. */
  readonly sources: readonly string[];
  /** What of that is not, patterns as well. */
  readonly without?: readonly string[];
  /**
   * A folder name by which the code has variants for CPUs: `src/math/x86_64/fabs.c` takes the place of `src/math/fabs.c`. A source
   * of the component itself takes the place of both by standing at `src/math/fabs.c` below the component's folder.
   */
  readonly variant?: string;
  /** Folders of headers, for this component and those that require it. */
  readonly includes: readonly string[];
  /** Files that are made when the archive is unpacked, from the output of a command in its folder. */
  readonly generated?: readonly { readonly output: string; readonly command: readonly string[] }[];
  /** Compiler flags for these sources only. */
  readonly flags?: readonly string[];
}

/** Evidence in an image. What the parts of the kernel's libc do that are linked for it counts as well. */
export interface NeededBy {
  /** Absolute paths; a file, an argument or a variable of the environment has it, or a path below it. */
  readonly paths?: readonly string[];
  /** Names of system calls that a program may make. */
  readonly systemCalls?: readonly string[];
  /** Texts, in small letters, one of which stands in a file, in whatever case, while a file imports one of the symbols. */
  readonly words?: { readonly importing: readonly string[]; readonly texts: readonly string[] };
}

/** What `kernel/<area>/component.ts` (or a leaf folder's) declares. The component's name is its folder path
 * below `kernel/` with `drivers/` and `fs/` dropped and `/` turned into `-`: `drivers/virtio-blk` is `virtio-blk`,
 * `fs/rofs` is `rofs`, `arch/x86_64` is `arch-x86_64`, `mm` is `mm`. Its sources are all `*.c` and `*.S` of the
 * folder (not of `test/`), its public headers are in `include/`. */
export interface ComponentDeclaration {
  /** One line, no full stop: what a kernel can do with it. */
  readonly summary: string;
  /**
   * `core` components are in every kernel. The others are in a kernel when a profile names them or a component
   * that is in requires them.
   */
  readonly kind: 'core' | 'driver' | 'filesystem' | 'feature';
  /** Names of components whose code this one calls. */
  readonly requires?: readonly string[];
  /** Roles that one component of a kernel must fill for this one to work, each with the name of the one that does by default. */
  readonly requiresOne?: Readonly<Record<string, string>>;
  /** The role that this component fills. A kernel has one component for a role at most, in no profile unless named there. */
  readonly fills?: string;
  /**
   * `kernel` (the default): runs on kernel stacks, with general registers only. `program`: code that programs call as they call a
   * shared library; it runs on their stacks, with vector registers, and enters the kernel by system calls.
   */
  readonly side?: 'kernel' | 'program';
  /**
   * Functions around which the component puts code of its own, calls from within included: every reference to `name` becomes one to
   * `__wrap_name`, which the component defines, and `__real_name` is the definition (ld's --wrap). So the program's own malloc can take
   * the place of libc's.
   */
  readonly interposable?: readonly string[];
  /** Names that the component looks up in the libraries of programs (dlsym), of which these know nothing. */
  readonly looksUp?: readonly string[];
  readonly upstream?: UpstreamDeclaration;
  /** Names of components of which a kernel needs at least one for this one to be of use: the buses of a kind of device. */
  readonly reachedThrough?: readonly string[];
  /**
   * What a kernel that is cut to an image must find in it to have the component; one thing is enough. Without it, the component is in
   * all kernels that are told to have it. Whoever names the component on the command line or in a configuration gets it in any case.
   */
  readonly neededBy?: NeededBy;
}

export function defineComponent(declaration: ComponentDeclaration): ComponentDeclaration {
  return declaration;
}

/** What `profiles/x64/<name>.ts` declares: names of components and nothing else. */
export interface ProfileDeclaration {
  readonly summary: string;
  readonly components: readonly string[] | 'all';
}

/** Keeps the exact type, so that a profile can build on the list of another one. */
export function defineProfile<const T extends ProfileDeclaration>(declaration: T): T {
  return declaration;
}
