// SPDX-License-Identifier: MIT
export { checkMachine, deriveProfile } from './fit-kernel.ts';
export type { MachineDevice, MachineFacts } from './machine-facts.ts';
export { ownMachineFacts, readMachine } from './read-machine.ts';
