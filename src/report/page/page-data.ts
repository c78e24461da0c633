// SPDX-License-Identifier: MIT
// What the page of a report shows, as data.
import type { LeftOut } from '../../machine/index.ts';

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

/** Who asks for something, and how sure that is: one of the classes of docs/needs.md, or `unreached`. */
export interface Asker {
  /** A file of the image, or where else the need is from. */
  readonly path: string;
  readonly certainty: string;
}

export interface ExportRow {
  readonly name: string;
  /** Libraries in exported-symbols/. */
  readonly lists: readonly string[];
  readonly by: readonly Asker[];
}

export interface SystemCallRow {
  readonly number: number;
  readonly name: string;
  readonly file: string;
  /** Programs can make it by number; others are functions that the kernel's libc calls. */
  readonly isInTable: boolean;
  readonly by: readonly Asker[];
}

export interface NeedRow {
  readonly kind: 'import' | 'dlsym' | 'dlopen' | 'system call' | 'file system' | 'component';
  readonly name: string;
  /** proved, resolved, guessed, requested or recorded; unreached, where only code that nothing reaches uses an import. */
  readonly certainty: string;
  /** Whether the kernel, a file of the image or nobody has it. */
  readonly provider: string;
}

/** Why a file may ask for more than is known. */
export interface OpenPlace {
  readonly kind: NeedRow['kind'] | 'symbol';
  /** In the file's code; empty where it is the whole file that is open. */
  readonly where: string;
  readonly reason: string;
}

export interface FileNeeds {
  readonly path: string;
  readonly needs: readonly NeedRow[];
  readonly open: readonly OpenPlace[];
}

/** Something that a kernel can have and this one has not. */
export interface LeftOutRow {
  readonly name: string;
  /** Of a component what it is for, of a call its component, of a symbol its libraries. */
  readonly about: string;
  /** Why it is not in, as a clause. */
  readonly reason: string;
  readonly by: readonly Asker[];
  /** The words on the command lines of build and run that add it. */
  readonly add: string;
  /** The program asked for it in the run. */
  readonly wasAskedFor: boolean;
}

export interface LeftOutPart {
  /** What a run, or a file of the image, asked for comes first. */
  readonly components: readonly LeftOutRow[];
  readonly systemCalls: readonly LeftOutRow[];
  readonly symbols: readonly LeftOutRow[];
  /** What files ask for and no kernel has. */
  readonly nowhere: readonly {
    readonly kind: string;
    readonly name: string;
    readonly by: readonly Asker[];
  }[];
  /** Whether the kernel has less than its components could give. */
  readonly isCut: boolean;
  /** Whether programs bind to a libc in the kernel, so that it could export symbols. */
  readonly hasLibc: boolean;
}

/** What a run told of what was left out (`run --json`). */
export interface RunRequests extends LeftOut {
  /** The file that told it. */
  readonly source: string;
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
  readonly leftOut: LeftOutPart;
  /** Undefined when nobody gave a run; without names when it asked for nothing that was left out. */
  readonly run?: RunRequests;
  readonly ladder: readonly LadderRow[];
}
