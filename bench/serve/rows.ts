// SPDX-License-Identifier: MIT
// From single measurements to rows of medians and ratios.
import type { BenchRow } from '../../src/cli/benchmark.ts';
import { median } from '../support/statistics.ts';
import type { ServerGuest, Side } from './guests.ts';
import type { Server } from './servers.ts';

/** Of one boot: how long it took, or, where `what` names what clients asked, how fast that was answered. */
export interface Sample {
  readonly what: string | undefined;
  readonly side: Side;
  readonly startMs?: number;
  readonly perSecond?: number;
  /** Processor time of QEMU for one answer, in microseconds. */
  readonly processorUs?: number;
}

type Figure = 'startMs' | 'perSecond' | 'processorUs';

function middle(samples: readonly Sample[], what: string | undefined, side: Side, figure: Figure): number {
  const own = samples.filter((sample) => sample.what === what && sample.side === side);
  return median(own.flatMap((sample) => sample[figure] ?? []));
}

/** Rows for what clients asked. */
export function caseRows(what: string, cpus: number, samples: readonly Sample[]): BenchRow[] {
  const name = `${what}, ${cpus} CPU${cpus === 1 ? '' : 's'}`;
  const [own, other] = [
    middle(samples, what, 'Thimble', 'perSecond'),
    middle(samples, what, 'Linux', 'perSecond'),
  ];
  const [time, otherTime] = [
    middle(samples, what, 'Thimble', 'processorUs'),
    middle(samples, what, 'Linux', 'processorUs'),
  ];
  const note = `QEMU takes ${time.toFixed(0)} us of processor time for one, under Linux ${otherTime.toFixed(0)}`;
  return [
    { what: `${name}, Thimble`, value: own, unit: 'requests/s' },
    { what: `${name}, Linux`, value: other, unit: 'requests/s' },
    { what: `${name}, to Linux`, value: own / other, unit: 'times', target: { atLeast: 1 } },
    { what: `${name}, processor time to Linux`, value: time / otherTime, unit: 'times', note },
  ];
}

/** Rows for a server whatever it is asked: start and sizes. */
export function serverRows(
  { app }: Server,
  guests: readonly ServerGuest[],
  samples: readonly Sample[],
  release: string,
): BenchRow[] {
  const starts = guests.map(({ side }) => middle(samples, undefined, side, 'startMs'));
  return [
    ...guests.flatMap((guest, index): BenchRow[] => {
      const { side, kernelBytes, rootBytes } = guest;
      const isLinux = side === 'Linux';
      return [
        { what: `${app}, start to first answer, ${side}`, value: starts[index] ?? Number.NaN, unit: 'ms' },
        {
          ...{ what: `${app}, kernel, ${side}`, value: kernelBytes, unit: 'bytes' },
          ...(isLinux ? { note: `Linux ${release}, compressed, without modules` } : {}),
        },
        {
          ...{ what: `${app}, root file system, ${side}`, value: rootBytes, unit: 'bytes' },
          ...(isLinux ? { note: 'initramfs, not compressed' } : {}),
        },
      ];
    }),
    {
      what: `${app}, start to first answer, to Linux`,
      value: (starts[0] ?? Number.NaN) / (starts[1] ?? Number.NaN),
      unit: 'times',
      note: 'less is faster',
    },
  ];
}
