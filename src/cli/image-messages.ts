// SPDX-License-Identifier: MIT
// What can be wrong with a question about a kernel, as messages.
import { errorDiagnostic, warningDiagnostic, type Diagnostic, type Place } from '../diagnostic/index.ts';
import { nearestName } from '../util/index.ts';

/** The objects below build/obj are not those that a kernel was linked from. */
export function objectsChanged(folder: string, object: string, section: string, count: number): Diagnostic {
  const others = count === 1 ? '' : ` and ${count - 1} more`;
  return warningDiagnostic(
    'cli/objects-changed',
    `this kernel and the objects do not agree on ${section} of ${object}${others}: they were compiled again since`,
    { place: { file: folder }, help: 'build the kernel again for an exact answer' },
  );
}

export function notInKernel(word: string): Diagnostic {
  return errorDiagnostic('cli/not-in-kernel', `"${word}" is not in this kernel`, {
    help: `thimble why --not ${word} tells what would bring it in`,
  });
}

export function alreadyInKernel(word: string): Diagnostic {
  return errorDiagnostic('cli/in-kernel', `"${word}" is in this kernel`, {
    help: `thimble why ${word} tells why`,
  });
}

export function unknownName(word: string, names: Iterable<string>, isSystemCall: boolean): Diagnostic {
  if (isSystemCall) {
    return errorDiagnostic('cli/unknown-name', `Thimble does not implement the system call ${word}`, {
      help: `add it as SYSCALL(${word}) to the component that it belongs to; programs that use it get ENOSYS`,
    });
  }
  const near = nearestName(word, names);
  return errorDiagnostic('cli/unknown-name', `no symbol, section, file or component is called "${word}"`, {
    help: near === undefined ? 'thimble size --by symbol lists what a kernel has' : `did you mean "${near}"?`,
  });
}

/** `grown` is what became larger since the kernel that it was compared with; undefined when it was with none. */
export function overBudget(
  bytes: number,
  budget: number,
  grown: readonly { readonly name: string; readonly before: number; readonly after: number }[] | undefined,
  place?: Place,
): Diagnostic {
  const what = `the kernel has ${bytes} bytes, ${bytes - budget} more than its budget of ${budget}`;
  const growth = grown?.map(
    ({ name, before, after }) => `${name} grew by ${after - before}, from ${before} to ${after}`,
  );
  return errorDiagnostic('cli/over-budget', [what, ...(growth ?? [])].join('\n'), {
    ...(place === undefined ? {} : { place }),
    help:
      growth === undefined
        ? 'thimble size --budget SIZE --compare DIR, with a kernel that kept the budget, tells what grew'
        : 'thimble why NAME tells what keeps something in the kernel',
  });
}

export function cannotWritePage(path: string, errno: string): Diagnostic {
  return errorDiagnostic('cli/cannot-write-page', `the page cannot be written (${errno})`, {
    place: { file: path },
    help: 'give another file with -o',
  });
}

export function imageFileUnreadable(path: string, errno: string): Diagnostic {
  return errorDiagnostic('cli/image-file-unreadable', `${path} cannot be read (${errno})`, {
    place: { file: path },
  });
}

export function reasonsOfComponents(by: string): Diagnostic {
  return errorDiagnostic(
    'cli/reasons-of-components',
    `--why tells of components, and --by ${by} asks for lines of another kind`,
    {
      help: 'leave --by out; thimble why NAME tells of one function or file',
    },
  );
}
