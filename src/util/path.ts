// SPDX-License-Identifier: MIT
export {
  basename,
  dirname,
  extname,
  isAbsolute,
  join,
  normalize,
  posix,
  relative,
  resolve,
  sep,
} from 'node:path';
export { fileURLToPath, pathToFileURL } from 'node:url';
export { availableParallelism, homedir, tmpdir } from 'node:os';
