// SPDX-License-Identifier: MIT
// What can be wrong with OSv's profiles and names of drivers, as messages.
import { errorDiagnostic, type Diagnostic, type Place } from '../diagnostic/index.ts';

export function mkSyntax(found: string, place: Place): Diagnostic {
  return errorDiagnostic('component/mk-syntax', `"${found}" is no line of a profile`, {
    place,
    help:
      'expected "conf_drivers_NAME?=0" or "=1" (with or without export), "include FILE", ' +
      '"ifeq ($(conf_drivers_NAME),1)", "else", "endif" or a comment',
  });
}

export function mkUnbalanced(found: string, lacks: string, place: Place): Diagnostic {
  return errorDiagnostic('component/mk-unbalanced', `this "${found}" has no "${lacks}"`, { place });
}

export function mkIncludeMissing(path: string, folder: string, place: Place): Diagnostic {
  return errorDiagnostic('component/mk-include', `there is no file ${path}, neither in ${folder} nor above`, {
    place,
    help: "paths are relative to the top of OSv's tree; copy the file with its folders, or remove the line",
  });
}

export function mkCircle(path: string, place: Place): Diagnostic {
  return errorDiagnostic('component/mk-circle', `${path} includes itself`, { place });
}

export function mkTooDeep(most: number, place: Place): Diagnostic {
  return errorDiagnostic('component/mk-too-deep', `files include each other more than ${most} deep`, {
    place,
  });
}

export function osvDriverAbsent(variable: string, instead: string, place: Place | undefined): Diagnostic {
  return errorDiagnostic('component/osv-driver-absent', `${variable}=1: Thimble has no such driver`, {
    ...(place === undefined ? {} : { place }),
    help: `${instead}; leave it out or set it to 0`,
  });
}

export function osvDriverUnknown(
  variable: string,
  nearest: string | undefined,
  place: Place | undefined,
): Diagnostic {
  return errorDiagnostic('component/osv-driver-unknown', `there is no driver for ${variable} to switch`, {
    ...(place === undefined ? {} : { place }),
    help:
      nearest === undefined
        ? 'thimble components lists what can be switched'
        : `did you mean "conf_drivers_${nearest}"?`,
  });
}
