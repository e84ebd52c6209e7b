import type { Entry } from './entry.ts';
import { type Found, remark, select, untrue } from './found.ts';
import type { IdentityEvent } from './ground-truth.ts';
import type { Step } from './replay.ts';
import type { Row, Scoring } from './row.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Identities that are none, or two nodes'. */
export const scoreUnusable: Scoring = (steps, truth) => {
  const events = (kind: string) => truth?.events.filter((event) => event.kind === kind);
  const refused = select(steps, ({ problem }) => isPlaceholder(problem.code));
  const odd = select(
    steps,
    ({ problem }) => isPlaceholder(problem.code) || problem.code === 'identity/hazard',
  );
  const twice = select(steps, ({ problem }) => problem.code === 'id/duplicate');
  const isOdd = ({ entry }: Found) => !uuid.test(entry?.written.uuid ?? '');
  return [
    {
      name: 'a placeholder, when it was committed',
      measure: 'uuid_changes.from_malformed',
      ...held(events('uuid_changes.from_malformed'), refused, (event) =>
        wasRefused(event, { steps, refused }),
      ),
      untrue: untrue(refused, isOdd),
      further: [],
    },
    {
      name: 'a value that is no uuid, at first use',
      measure: 'odd_uuid',
      ...held(events('odd_uuid'), odd, ({ rev, uuid: value = '' }) =>
        odd.some((each) => each.rev === rev && names(each, value)),
      ),
      untrue: untrue(odd, isOdd),
      further: [],
    },
    {
      name: 'one uuid on several keys',
      measure: 'dup_uuid',
      ...held(
        truth?.dup_uuid_spans.map((span) => ({ ...span, kind: 'dup_uuid', rev: span.from_rev })),
        twice,
        (span) =>
          [...twice, ...refused].some(
            ({ rev, entry }) =>
              rev === span.rev && entry?.kind === 'lesson' && entry.written.uuid === span.uuid,
          ),
      ),
      untrue: untrue(twice, ({ step, entry }) => isOnSeveral(entry, step)),
      further: twice.filter(({ entry }) => entry?.kind !== 'lesson').map(remark),
    },
  ];
};

function isPlaceholder(code: string): boolean {
  return code === 'id/placeholder' || code === 'id/malformed';
}

type Held = Pick<Row, 'reported' | 'missed'> & Partial<Pick<Row, 'truth'>>;

/** Without events there is only what was found. */
function held<T extends IdentityEvent>(
  events: readonly T[] | undefined,
  found: readonly Found[],
  isReported: (event: T) => boolean,
): Held {
  if (!events) return { reported: found.length, missed: [] };
  const missed = events.filter((event) => !isReported(event));
  return {
    truth: events.length,
    reported: events.length - missed.length,
    missed: missed.map(({ rev, key, uuid: value, old_uuid }) => ({
      rev,
      text: `${value ?? old_uuid} at ${key ?? 'several lessons'}`,
    })),
  };
}

/** Whether the lesson whose placeholder was replaced had been refused with it. */
function wasRefused(
  { rev, course, key, old_uuid }: IdentityEvent,
  { steps, refused }: { readonly steps: readonly Step[]; readonly refused: readonly Found[] },
): boolean {
  const before = steps[steps.findIndex(({ revision }) => revision.rev === rev) - 1];
  const holders = (before?.entries ?? []).filter(
    ({ kind, written, course: above }) =>
      kind === 'lesson' &&
      written.key === key &&
      written.uuid === old_uuid &&
      above?.written.uuid === course,
  );
  const all = new Set(refused.map(({ entry }) => entry));
  const wasEver = (entry: Entry): boolean =>
    all.has(entry) || steps.some(({ lineage }) => follows(lineage.untouched.get(entry), wasEver));
  return holders.some(wasEver);
}

function follows(old: Entry | undefined, wasEver: (entry: Entry) => boolean): boolean {
  return old !== undefined && wasEver(old);
}

function names({ entry, detail }: Found, value: string): boolean {
  return entry?.written.uuid === value || detail.includes(`${value} (`);
}

function isOnSeveral(entry: Entry | undefined, { entries }: Step): boolean {
  const same = entries.filter(({ written }) => written.uuid === entry?.written.uuid);
  if (entry?.kind !== 'lesson') return same.length > 1;
  return new Set(same.map(({ written }) => written.key)).size > 1;
}
