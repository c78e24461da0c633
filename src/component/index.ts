// SPDX-License-Identifier: MIT
export * from './advertised-libraries.ts';
export * from './declaration.ts';
export * from './image-declaration.ts';
export { componentName, type ComponentFolder } from './find-components.ts';
export { loadComponents, type BuildMode, type Component, type ComponentSet } from './load-components.ts';
export {
  parseSymbolList,
  placeInList,
  readSymbolLists,
  renderSymbolList,
  symbolListPath,
  SYMBOL_LIST_FOLDER,
  type SymbolList,
} from './symbol-list.ts';
export { loadConfiguration, CONFIGURATION_FILE, type Configuration } from './load-configuration.ts';
export {
  appNames,
  isProfileFile,
  loadApp,
  loadProfile,
  loadProfileFile,
  profileNames,
  type App,
  type Profile,
} from './load-named.ts';
export { osvDriverAbsent, osvDriverUnknown } from './osv-messages.ts';
export { findOsvDriver, osvDriverValues, type OsvDriver } from './osv-drivers.ts';
