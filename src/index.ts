// SPDX-License-Identifier: MIT
// The face of the package: what `import ... from 'thimble'` gives.
export { defineProfile, type ProfileDeclaration } from './component/index.ts';
