// SPDX-License-Identifier: MIT
// Why something is in a kernel, or what would bring it in, as text.
import { styled } from '../diagnostic/index.ts';
import type { Link, Named, ChainStep, RootCause, Suggestion, WhyAnswer } from '../liveness/index.ts';

/** What chains alone do not tell. */
export interface WhyFacts {
  /** Why a component is in the kernel, to follow "component NAME is". */
  reason(component: string): string | undefined;
  /** The lists in exported-symbols/ that name a symbol. */
  lists(symbol: string): readonly string[];
}

const KIND_WORDS: Readonly<Record<WhyAnswer['kind'], string>> = {
  symbol: 'symbol',
  'system-call': 'system call',
  section: 'section',
  object: 'file',
  component: 'component',
};

export function renderRootCause(cause: RootCause, facts: WhyFacts): string {
  switch (cause.kind) {
    case 'entry':
      return `the kernel is entered at ${cause.symbol}`;
    case 'export': {
      const lists = facts.lists(cause.symbol);
      return `programs can bind to ${cause.symbol}${lists.length === 0 ? '' : ` of ${lists.join(', ')}`}`;
    }
    case 'system-call':
      return `system call ${cause.name} (number ${cause.number})`;
    case 'kept':
      return cause.set === undefined
        ? `the linker script keeps every section ${cause.pattern}`
        : `an item of the linker set "${cause.set}"`;
    case 'retained':
      return 'the source says that it is to be retained (SHF_GNU_RETAIN)';
    case 'reserved':
      return 'a note or constructor, which is kept whoever refers to it';
    case 'requested':
      return `the command line of the linker asks for ${cause.symbol}`;
    case 'script':
      return `the linker script uses ${cause.symbol}`;
    case 'frames':
      return 'frame descriptions (.eh_frame)';
    default:
      return cause satisfies never;
  }
}

/** How one thing leads to the next, in words. */
export function renderLink(link: Link): string {
  switch (link.kind) {
    case 'reference':
    case 'start-stop':
      return `${link.from.symbol}+0x${link.from.offset.toString(16)} (${link.relocation})`;
    case 'group':
      return 'of the same section group';
    case 'link-order':
      return 'describes the one above';
    default:
      return link satisfies never;
  }
}

/** `reason` of the component that something belongs to, as a clause. */
function because(component: string | undefined, facts: WhyFacts): string {
  const reason = component === undefined ? undefined : facts.reason(component);
  return reason === undefined ? '' : `component ${component} is ${reason}`;
}

function renderSteps(steps: readonly Named<ChainStep>[]): string[] {
  const width = Math.max(...steps.map(({ name }, depth) => name.length + depth * 2));
  return steps.map((step, depth) => {
    const name = `${'  '.repeat(depth)}${step.name}`.padEnd(width);
    const link = step.link === undefined ? '' : `  by ${renderLink(step.link)}`;
    return `    ${name}  ${step.file}${link}`;
  });
}

function bytes(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}

/** The chain of one answer; with `all`, what refers to it directly as well. */
export function renderWhy(
  answer: WhyAnswer,
  facts: WhyFacts,
  options: { readonly all: boolean; readonly colour: boolean },
): string {
  const { chain } = answer;
  const first = chain.steps[0];
  const whole = answer.kind === 'component' || answer.kind === 'object';
  const size = `${bytes(answer.bytes)}${whole ? ` in ${answer.sections} sections` : ''}`;
  const where = answer.kind === 'object' || answer.kind === 'component' ? '' : `, ${answer.file}`;
  const lines = [
    `${styled('bold', answer.name, options.colour)}: ${KIND_WORDS[answer.kind]}, ${size}${where}`,
  ];
  if (answer.kind === 'component') lines.push(`  ${because(answer.name, facts)}`);
  const reason = first === undefined ? '' : because(first.component, facts);
  lines.push(`  ${renderRootCause(chain.root, facts)}${reason === '' ? '' : `; ${reason}`}`);
  lines.push(...renderSteps(chain.steps));
  if (!options.all) return `${lines.join('\n')}\n`;
  for (const cause of answer.roots.slice(chain.steps.length === 1 ? 1 : 0))
    lines.push(`  also: ${renderRootCause(cause, facts)}`);
  lines.push(answer.referrers.length === 0 ? '  nothing refers to it' : '  referred to by');
  const width = Math.max(...answer.referrers.map(({ link }) => renderLink(link).length));
  for (const { link, file } of answer.referrers) lines.push(`    ${renderLink(link).padEnd(width)}  ${file}`);
  return `${lines.join('\n')}\n`;
}

/** What to do for a suggestion, in words. */
export function renderRemedy(
  { remedy, steps }: Suggestion,
  profiles: (component: string) => readonly string[],
): string {
  const select = (component: string): string => {
    const names = profiles(component);
    const list =
      names.length === 0
        ? 'no profile has it'
        : `as profile${names.length === 1 ? '' : 's'} ${names.join(', ')} do${names.length === 1 ? 'es' : ''}`;
    return `select component ${component} (${list})`;
  };
  switch (remedy.kind) {
    case 'component':
      return select(remedy.component);
    case 'weak':
      return `${select(remedy.component)}: ${steps[0]?.name ?? 'the kernel'} refers to it, if it is there`;
    case 'system-call':
      return remedy.component === undefined
        ? `add the system call ${remedy.name}`
        : `${select(remedy.component)}, which implements the system call ${remedy.name}`;
    case 'export':
      return remedy.component === undefined
        ? `export ${remedy.symbol}`
        : `${select(remedy.component)}, and export ${remedy.symbol}`;
    default:
      return remedy satisfies never;
  }
}

/** The ways to get something into a kernel, each with its chain. */
export function renderWhyNot(
  name: string,
  suggestions: readonly (Suggestion & { readonly steps: readonly Named<ChainStep>[] })[],
  profiles: (component: string) => readonly string[],
): string {
  if (suggestions.length === 0)
    return `${name} is not in this kernel, and nothing would bring it in: no component, system call or export leads to it\n`;
  const lines = [`${name} is not in this kernel. To bring it in:`];
  suggestions.forEach((suggestion, index) => {
    lines.push(`  ${index === 0 ? '' : 'or '}${renderRemedy(suggestion, profiles)}`);
    lines.push(...renderSteps(suggestion.steps));
  });
  return `${lines.join('\n')}\n`;
}

/** Of a component that a kernel's profile has, and that its image does not call for. */
export function renderLeftOut(component: string, calls: string): string {
  return `${component} is left out: the kernel was cut to an image in which nothing calls for it (${calls}).\nbuild --component ${component}=on puts it in all the same.\n`;
}
