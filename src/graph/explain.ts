// SPDX-License-Identifier: MIT
import type { Reason, Selection } from './resolve.ts';

/** One step of the way from a root to a component: `name` is in the kernel for `reason`. */
export interface ExplanationStep {
  readonly name: string;
  readonly reason: Reason;
}

/**
 * Why component `name` is in the kernel: itself first, then what required it, up to one that is there by itself.
 * Empty when it is not in the kernel.
 */
export function explainComponent(selection: Selection, name: string): ExplanationStep[] {
  const reasons = new Map(selection.selected.map(({ component, reason }) => [component.name, reason]));
  const steps: ExplanationStep[] = [];
  let current: string | undefined = name;
  while (current !== undefined) {
    const reason: Reason | undefined = reasons.get(current);
    if (reason === undefined) break;
    steps.push({ name: current, reason });
    current = reason.kind === 'required' ? reason.by : undefined;
  }
  return steps;
}

/** A reason in words, to follow "because it is". */
export function renderReason(reason: Reason): string {
  switch (reason.kind) {
    case 'core':
      return 'core';
    case 'profile':
      return `named by profile ${reason.profile}`;
    case 'explicit':
      return `switched on by ${reason.by}`;
    case 'required':
      return `required by ${reason.by}`;
    default:
      return reason satisfies never;
  }
}
