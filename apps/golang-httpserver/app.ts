// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: "An HTTP server of Go's standard library on port 8080, static",
  // Without C the executable is static.
  program: { language: 'go', sources: ['.'], flags: ['-tags=netgo,osusergo'] },
  packages: ['golang-go'],
  memory: '64M',
});
