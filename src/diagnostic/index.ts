// SPDX-License-Identifier: MIT
export * from './diagnostic.ts';
export * from './printer.ts';
export * from './result.ts';
