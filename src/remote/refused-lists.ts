import { type Problem, problem } from '../model/problem.ts';
import type { LackingCollection } from '../model/remote.ts';
import type { Connection } from './connection.ts';
import type { Collection, Dialect } from './dialect.ts';

/** How the reading of one list ended. */
export interface ListEnd {
  readonly collection: Collection;
  /** Empty where it was read. */
  readonly problems: readonly Problem[];
  /** Nothing came but this status. */
  readonly refused?: 403 | 404 | undefined;
}

/** What is not there because the platform does not offer it, and what went wrong. */
export interface Judged {
  readonly lacking: readonly LackingCollection[];
  readonly problems: readonly Problem[];
}

/** The add-ons that the rows of a dialect say a platform lacks. */
export function lackingByTable({ lacking }: Pick<Dialect, 'lacking'>): LackingCollection[] {
  return lacking.map(({ name, plural }) => ({ name, plural, because: 'row' }));
}

/**
 * Tells three things apart that one answer may mean. Where all lists are 404 the address is wrong,
 * where all are 403 the credentials are. Where others can be read, an add-on is not offered, and any
 * other list has its path wrong.
 */
export function judgeLists(
  ends: readonly ListEnd[],
  { baseUrl, platform, dialect }: Pick<Connection, 'baseUrl' | 'platform' | 'dialect'>,
): Judged {
  const allAre = (status: 403 | 404) =>
    ends.length > 0 && ends.every(({ refused }) => refused === status);
  const [first] = ends;
  if (first && allAre(404)) {
    const paths = ends.map(({ collection: { path } }) => path).join(', ');
    const nothing = problem('remote/nothing-there', {
      detail: `${platform.name} answered 404 to every list of the ${dialect.name} dialect at ${baseUrl}: ${paths}.`,
      hint: `Correct \`baseUrl\` or \`dialect\` of the environment "${platform.name}" in the config; if its lists are elsewhere, the rows \`….path\` under \`facts\`.`,
    });
    return { lacking: [], problems: [nothing] };
  }
  if (first && allAre(403)) return { lacking: [], problems: [forbidden(first, ends)] };
  const lacking: LackingCollection[] = [];
  const problems: Problem[] = [];
  for (const { collection, refused, problems: found } of ends) {
    const { name, plural, isAddOn } = collection;
    const said = found[0]?.detail ?? '';
    if (refused && isAddOn) lacking.push({ name, plural, because: { status: refused, said } });
    else if (refused === 404) problems.push(notThere(collection, said));
    else problems.push(...found);
  }
  return { lacking, problems };
}

/** One refusal is told, since the others say the same. */
function forbidden({ problems: [said] }: ListEnd, ends: readonly ListEnd[]): Problem {
  const lists = ends.map(({ collection }) => collection.plural).join(', ');
  return problem('auth/forbidden', {
    detail: `${said?.detail ?? ''} So it is of every list: ${lists}.`,
    hint: 'The credentials are known and may read nothing of a catalog: ask whoever gave them out for the scope that reads. `timeback-catalog doctor` shows which scopes the token has.',
  });
}

function notThere({ name }: Collection, said: string): Problem {
  return problem('remote/nothing-there', {
    detail: said,
    hint: `Other lists of this platform can be read. If this one is elsewhere, correct the row ${name}.path under \`facts\` in the config.`,
  });
}
