// SPDX-License-Identifier: MIT
export { componentGraph, type GraphNode } from './component-graph.ts';
export { explainComponent, renderReason, type ExplanationStep } from './explain.ts';
export { chooseFiller, defaultFiller, fillers } from './roles.ts';
export {
  resolveComponents,
  type Reason,
  type SelectedComponent,
  type Selection,
  type Switch,
} from './resolve.ts';
