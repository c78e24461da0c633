// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: 'A Go program with goroutines and a call of C (cgo), position independent',
  program: { language: 'go', sources: ['.'], flags: ['-buildmode=pie'] },
  packages: ['golang-go', 'gcc', 'libc6-dev'],
  memory: '128M',
});
