// SPDX-License-Identifier: MIT
export * from './declaration.ts';
export { componentName, type ComponentFolder } from './find-components.ts';
export { loadComponents, type Component, type ComponentSet } from './load-components.ts';
export { appNames, loadApp, loadProfile, profileNames, type App, type Profile } from './load-named.ts';
export {
  parseSymbolList,
  placeInList,
  readSymbolLists,
  renderSymbolList,
  symbolListPath,
  SYMBOL_LIST_FOLDER,
  type SymbolList,
} from './symbol-list.ts';
