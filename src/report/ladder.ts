// SPDX-License-Identifier: MIT
// Sizes of kernels from one that has everything to one that is cut to a program, next to those that others have published.

export interface LadderStep {
  /** Everything exported, all drivers; hidden symbols, all drivers; hidden, drivers of a profile; for one application. */
  readonly step: 'exported' | 'hidden' | 'profile' | 'app';
  /** Of the stripped kernel. */
  readonly bytes: number;
}

/** What a step is called where the drivers are those of a profile. */
export function ladderLabel(step: LadderStep['step'], profile: string): string {
  const labels = {
    exported: 'everything exported, all drivers',
    hidden: 'symbols hidden, all drivers',
    profile: `symbols hidden, ${profile}`,
    app: `cut to the program, ${profile}`,
  };
  return labels[step];
}

/** Of the kernel for native-example: what the page "Modularization" of OSv's wiki said in 2022, and OSv as it is today, in bytes. */
const OTHERS: Readonly<Record<LadderStep['step'], readonly [page: string, today: string]>> = {
  exported: ['6M', '6,351,416'],
  hidden: ['3632K', '3,443,256'],
  profile: ['3120K', '2,857,528'],
  app: ['', '2,243,128'],
};

export const LADDER_HEADINGS = ['kernel', 'bytes', "OSv's page, 2022", 'OSv today'] as const;

/** A row of text for each step. */
export function ladderRows(steps: readonly LadderStep[]): string[][] {
  return steps.map(({ step, bytes }) => [
    ladderLabel(step, 'virtio-mmio'),
    bytes.toLocaleString('en-US'),
    ...OTHERS[step],
  ]);
}
