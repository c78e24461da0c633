// SPDX-License-Identifier: MIT
import { testChecks } from './checks.ts';

testChecks('files', {
  paths: 'paths are resolved as path_resolution(7) has it, up over mounts and in removed directories too',
  links: 'symbolic links are followed 40 deep, hard links are one file',
  directories: 'directories are made, listed while they change, and removed when empty',
  rename: 'names move with what is open below them, and directories never into themselves',
});

testChecks('contents', {
  contents: 'positions, holes, truncation, appending, vectors and copies between files work',
  large: 'files in memory fill it to ENOSPC and give it back',
  descriptors: 'descriptors are the lowest free ones, up to the limit, with flags and locks',
  attributes: 'modes, owners and times are kept',
  readonly: 'the image refuses to be changed with EROFS',
  mapped: 'mappings and reads see the same pages',
});
