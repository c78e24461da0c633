// SPDX-License-Identifier: MIT
// What can be wrong with OSv's words and with what they name, as messages.
import { errorDiagnostic, noteDiagnostic, type Diagnostic, type Place } from '../../diagnostic/index.ts';
import { nearestName } from '../../util/index.ts';

function near(word: string, known: readonly string[]): string {
  const name = nearestName(word, known);
  return name === undefined ? '' : `did you mean "${name}"? `;
}

export function notAWord(found: string, bare: readonly string[]): Diagnostic {
  return errorDiagnostic('cli/bad-command-line', `"${found}" stands among words of OSv and is none`, {
    help: `${near(found, bare)}a program is named by image=, for example image=native-example`,
  });
}

export function unknownWord(word: string, key: string, known: readonly string[]): Diagnostic {
  return errorDiagnostic('cli/bad-command-line', `"${word}": there is no word "${key}"`, {
    help: `${near(key, known)}docs/coming-from-osv.md lists the words`,
  });
}

export function refusedWord(word: string, instead: string): Diagnostic {
  return errorDiagnostic('cli/bad-command-line', `"${word}" is OSv's, and Thimble has no such thing`, {
    help: instead,
  });
}

export function wordGivenTwice(one: string, other: string): Diagnostic {
  return errorDiagnostic('cli/bad-command-line', `"${one}" and "${other}" are both given`, {
    help: 'leave one of them out',
  });
}

export function badWordValue(key: string, found: string, expected: readonly string[]): Diagnostic {
  const hint = near(found, expected);
  return errorDiagnostic(
    'cli/bad-command-line',
    found === ''
      ? `${key}= lacks ${expected.join(' or ')}`
      : `${key}=${found}; expected ${expected.join(' or ')}`,
    hint === '' ? {} : { help: hint.trim() },
  );
}

export function wordsTogether(one: string, other: string, why: string): Diagnostic {
  return errorDiagnostic('cli/bad-command-line', `${one} and ${other} cannot be given together: ${why}`);
}

export function noSuchImage(name: string, apps: readonly string[]): Diagnostic {
  const zfs = name === 'zfs' || name === 'openzfs';
  return errorDiagnostic('cli/no-such-image', `there is no app "${name}" to put into the image`, {
    help: zfs
      ? 'Thimble has no ZFS: use fs=rofs; what a program writes goes to /tmp, in memory'
      : `${near(name, apps)}the apps are ${apps.join(', ')}; any other program: thimble build PROGRAM`,
  });
}

export function otherProgramsOfImage(first: string, others: readonly string[]): Diagnostic {
  return noteDiagnostic(
    'cli/one-program',
    `the image starts ${first}; ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} in it as well`,
  );
}

export function imageTooBig(word: string, bytes: number): Diagnostic {
  const mebibytes = Math.ceil(bytes / 2 ** 20);
  return errorDiagnostic('cli/image-too-big', `${word} is too small for an image of ${bytes} bytes`, {
    help: `fs_size_mb=${mebibytes} is enough; without it the image is as big as its files`,
  });
}

export function noVersionScript(word: string, tried: readonly string[]): Diagnostic {
  return errorDiagnostic(
    'cli/no-version-script',
    `there is no file "${word}"; looked for ${tried.join(' and ')}`,
    {
      help: './scripts/generate_app_version_script writes build/last/app_version_script',
    },
  );
}

export function unlistedInScript(name: string, listed: Iterable<string>, place: Place): Diagnostic {
  const nearest = nearestName(name, listed);
  return errorDiagnostic(
    'cli/unlisted-in-script',
    `the version script names "${name}", which no list in exported-symbols/ has`,
    {
      place,
      help:
        nearest === undefined ? 'thimble symbols prints what can be exported' : `did you mean "${nearest}"?`,
    },
  );
}

export function noResults(path: string): Diagnostic {
  return errorDiagnostic('cli/no-results', `there is no ${path}`, {
    help: 'build an image first: ./scripts/build image=native-example',
  });
}

export function noAppendManifest(path: string): Diagnostic {
  return errorDiagnostic('cli/no-append-manifest', `--append-manifest: there is no ${path}`, {
    help: 'write the lines to append into it',
  });
}

export function cannotWriteResults(path: string, errno: string): Diagnostic {
  return errorDiagnostic('cli/cannot-write-results', `cannot be written (${errno})`, {
    place: { file: path },
  });
}

export function needsOsvWords(option: string): Diagnostic {
  return errorDiagnostic('cli/bad-command-line', `${option} belongs to OSv's words, and there are none`, {
    help: 'for example: image=native-example',
  });
}
