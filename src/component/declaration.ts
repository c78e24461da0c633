// SPDX-License-Identifier: MIT

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

/** What `apps/<name>/app.ts` declares: a program with its files, ready to run by name. */
export interface AppDeclaration {
  readonly summary: string;
  /** Host path of the program (absolute), or the C sources (relative to the app's folder) that it is compiled from. */
  readonly program: string | { readonly sources: readonly string[]; readonly flags?: readonly string[] };
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Guest path to host path (absolute, or relative to the app's folder). */
  readonly files?: Readonly<Record<string, string>>;
  /** For example `64M`. */
  readonly memory?: string;
  /** Debian packages that bring `program`. */
  readonly packages?: readonly string[];
}

export function defineApp(declaration: AppDeclaration): AppDeclaration {
  return declaration;
}
