// SPDX-License-Identifier: MIT
import { canReadAndWrite } from '../util/index.ts';

/** KVM where this user may use it, else emulation. */
export function findAccelerator(device = '/dev/kvm'): 'kvm' | 'tcg' {
  return canReadAndWrite(device) ? 'kvm' : 'tcg';
}
