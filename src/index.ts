// SPDX-License-Identifier: MIT
// The face of the package: what `import ... from 'thimble'` gives.
export {
  defineImage,
  defineProfile,
  type ImageDeclaration,
  type ProfileDeclaration,
} from './component/index.ts';
