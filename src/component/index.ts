// SPDX-License-Identifier: MIT
export * from './declaration.ts';
