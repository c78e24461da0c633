// SPDX-License-Identifier: MIT
// What the page of a report shows, as data.

/** A box of the treemap. Boxes without children are functions, objects, or what belongs to no component. */
export interface TreeNode {
  readonly name: string;
  /** In the kernel's file; of all children together, where there are any. */
  readonly bytes: number;
  /** The largest first. */
  readonly children?: readonly TreeNode[];
  /** Index into `ReportPage.reasons`, of what is linked for a reason that can be told. */
  readonly reason?: number;
}

/** Why something is linked: because of a root, or because of something else in the list. */
export interface Reason {
  readonly name: string;
  readonly file: string;
  /** The place that refers to it, or the root, in words. */
  readonly text: string;
  /** Index of what refers to it; absent at a root. */
  readonly by?: number;
}

export interface ExportRow {
  readonly name: string;
  /** Libraries in exported-symbols/. */
  readonly lists: readonly string[];
  /** Files of the image that ask for it. */
  readonly by: readonly string[];
}

export interface SystemCallRow {
  readonly number: number;
  readonly name: string;
  readonly file: string;
  readonly by: readonly string[];
}

export interface NeedRow {
  readonly kind: 'import' | 'dlsym' | 'dlopen' | 'system call';
  readonly name: string;
  /** proved, resolved, guessed, requested or recorded. */
  readonly certainty: string;
  /** Whether the kernel, a file of the image or nobody has it. */
  readonly provider: string;
}

export interface FileNeeds {
  readonly path: string;
  readonly needs: readonly NeedRow[];
}

/** One step of the way from a kernel that has everything to this one. */
export interface LadderRow {
  readonly label: string;
  readonly bytes: number;
}

export interface ComponentRow {
  readonly name: string;
  readonly bytes: number;
  readonly zeroedBytes: number;
  readonly reason: string;
  readonly summary: string;
}

export interface ReportPage {
  /** For the heading, for example the name of a profile or a folder. */
  readonly title: string;
  readonly version: string;
  readonly fileBytes: number;
  readonly zeroedBytes: number;
  readonly tree: TreeNode;
  readonly reasons: readonly Reason[];
  readonly components: readonly ComponentRow[];
  readonly exports: readonly ExportRow[];
  readonly systemCalls: readonly SystemCallRow[];
  /** Undefined when what programs need is not known. */
  readonly needs?: readonly FileNeeds[];
  readonly ladder: readonly LadderRow[];
}
