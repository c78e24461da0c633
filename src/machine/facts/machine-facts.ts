// SPDX-License-Identifier: MIT
// What a machine is made of, as far as a kernel has to know it; read from what its VMM is started with.
import type { Diagnostic, Place } from '../../diagnostic/index.ts';

/** A device, with the component that drives it if there is one of the name. */
export interface MachineDevice {
  /** For example `virtio-blk`, `serial-16550`, `nvme`. */
  readonly driver: string;
  /** The component by which the driver finds the device; absent where it sits at a fixed address. */
  readonly bus?: 'virtio-mmio' | 'virtio-pci' | 'pci';
  /** As the description names it: `-device virtio-blk-pci`, `drives[0]`. */
  readonly named: string;
  readonly place?: Place;
}

export interface MachineFacts {
  /** Names the derived profile. */
  readonly name: string;
  /** For people: `a QEMU command line`. */
  readonly kind: string;
  /** The description; a file, or the option that gave it. */
  readonly place: Place;
  readonly devices: readonly MachineDevice[];
  /** How many CPUs start with the machine; several where that is not known. */
  readonly cpus: 'one' | 'several';
  /** Components that are of use though no device names them. */
  readonly features: readonly string[];
  /** What a kernel can tell time by: the hypervisor's clock, or the PIT by which it measures the CPU's counter. */
  readonly clock: 'hypervisor' | 'pit' | 'none';
  /** What in the description will not work, whatever the kernel has. */
  readonly warnings: readonly Diagnostic[];
}
