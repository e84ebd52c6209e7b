import type { Address } from '../../model/address.ts';
import type { Held, Partial } from '../../model/plan.ts';
import { nameOf } from './names.ts';
import { count } from './wording.ts';

type NameOf = (address: Address) => string;

/** What narrowed a run and what it left, one sentence a line; none where it was about everything. */
export function narrowedLines(
  { partial, held }: { readonly partial?: Partial; readonly held: readonly Held[] },
  nameOfAddress: NameOf,
): string[] {
  return [
    ...(partial ? partialLines(partial, nameOfAddress) : []),
    ...heldLines(held, nameOfAddress),
  ];
}

/** `Partial: only unit "A"; 3 changes elsewhere are left.` */
function partialLines({ target, exclude, brought, outside }: Partial, name: NameOf): string[] {
  const only = target.length > 0 ? `only ${target.map(name).join(', ')}` : 'everything';
  const without = exclude.length > 0 ? ` without ${exclude.map(name).join(', ')}` : '';
  const left =
    outside > 0 ? `; ${count(outside, 'change')} elsewhere ${areOrIs(outside)} left` : '';
  const came = brought.map(name).join(', ');
  return [
    `Partial: ${only}${without}${left}.`,
    ...(brought.length > 0 ? [`Included because they are needed: ${came}.`] : []),
  ];
}

/** One line for all that one node holds back; more than this of what needs it is only counted. */
const mostNamed = 5;

function heldLines(held: readonly Held[], name: NameOf): string[] {
  const groups = new Map<string, readonly Held[]>();
  for (const one of held) {
    const key = `${one.because} ${one.on}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => heldLine(group, name));
}

function heldLine(group: readonly Held[], name: NameOf): string {
  const [first] = group;
  const changes = count(group.length, 'change');
  const on = first ? name(first.on) : '';
  switch (first?.because) {
    case 'frozen':
      return `${on} is frozen: ${changes} held back.`;
    case 'excluded':
      return `${on} is excluded: ${changes} left.`;
    default:
      return `${namesOf(group)} ${group.length === 1 ? 'needs' : 'need'} ${on}: ${changes} left as well.`;
  }
}

function namesOf(group: readonly Held[]): string {
  const names = group.slice(0, mostNamed).map(({ address, title }) => nameOf(address, title));
  const more = group.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

const areOrIs = (number: number) => (number === 1 ? 'is' : 'are');
