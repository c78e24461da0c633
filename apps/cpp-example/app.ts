// SPDX-License-Identifier: MIT
import { defineApp } from '../../src/component/index.ts';

export default defineApp({
  summary: 'A C++ program with containers, exceptions, threads and streams of the standard library',
  program: { language: 'c++', sources: ['main.cpp'], flags: ['-std=c++17', '-O2', '-pthread'] },
  memory: '32M',
});
