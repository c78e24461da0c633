// SPDX-License-Identifier: MIT
import type { Component } from '../component/index.ts';

/** What in an image a component is called for by, in words; undefined for one that is taken whatever an image is. */
export function callsFor({ neededBy }: Component): string | undefined {
  const { paths = [], systemCalls = [], words } = neededBy ?? {};
  const reasons = [
    ...(paths.length === 0 ? [] : [`a path in ${paths.join(', ')}`]),
    ...(systemCalls.length === 0 ? [] : [`the system call ${systemCalls.join(' or ')}`]),
    ...(words === undefined ? [] : [`a word such as ${words.texts[0] ?? ''}`]),
  ];
  return reasons.length === 0 ? undefined : reasons.join(', or ');
}
