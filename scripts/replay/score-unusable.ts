import type { Entry } from './entry.ts';
import { type Found, remark, select, untrue } from './found.ts';
import type { DuplicateSpan, IdentityEvent } from './ground-truth.ts';
import { courseName } from './places.ts';
import type { Step } from './replay.ts';
import type { Row, Scoring } from './row.ts';
import { valueType } from './value.ts';

/** Scores identities that are unusable, or shared by two nodes. */
export const scoreUnusable: Scoring = (steps, truth) => {
  const events = (kind: string) => truth.events.filter((event) => event.kind === kind);
  const refused = select(steps, ({ problem }) => isPlaceholder(problem.code));
  const warned = select(steps, ({ problem }) => isAboutLookAlikes(problem));
  const twice = select(steps, ({ problem }) => problem.code === 'id/duplicate');
  const typeOf = ({ entry }: Found) => valueType(entry?.written.uuid ?? '');
  const wasEver = everAmong([...twice, ...refused], steps);
  const first = events('odd_uuid');
  return [
    {
      name: 'a placeholder, when it was committed',
      measure: 'uuid_changes.from_malformed',
      ...held(events('uuid_changes.from_malformed').filter(isOfPlaceholder), (event) =>
        holdersBefore(event, steps).some(wasEver),
      ),
      untrue: untrue(refused, (each) => typeOf(each) === 'placeholder'),
      further: [],
    },
    {
      name: 'a value that is no uuid, at first use',
      measure: 'odd_uuid',
      ...held(
        first.filter(({ uuid = '' }) => valueType(uuid) !== 'other'),
        ({ rev, uuid = '' }) =>
          [...refused, ...warned].some((each) => each.rev === rev && names(each, uuid)),
      ),
      untrue: untrue(warned, (each) => typeOf(each) !== 'uuid'),
      // A slug, or digits of another system, is an identity too.
      further: first
        .filter(({ uuid = '' }) => valueType(uuid) === 'other')
        .map(({ rev, uuid, key = '' }) => ({ rev, text: `lesson ${key} has ${uuid}` })),
    },
    {
      name: 'one uuid on several keys',
      measure: 'dup_uuid',
      ...held(
        truth.dup_uuid_spans.map((span) => ({ ...span, kind: 'dup_uuid', rev: span.from_rev })),
        (span) => {
          const holders = holdersOf(span, steps);
          return holders.some(wasEver) || haveOwnIds(holders, stepOf(span.rev, steps));
        },
      ),
      untrue: untrue(twice, isOnSeveral),
      further: twice.filter(({ entry }) => entry?.kind !== 'lesson').map(remark),
    },
  ];
};

function isPlaceholder(code: string): boolean {
  return code === 'id/placeholder' || code === 'id/malformed';
}

/** Whether a hazard says that a value is no UUID; only this one does. */
function isAboutLookAlikes({ code, detail }: { readonly code: string; readonly detail: string }) {
  return code === 'identity/hazard' && detail.includes('nearly a UUID');
}

function isOfPlaceholder({ old_uuid = '' }: IdentityEvent): boolean {
  return valueType(old_uuid) === 'placeholder';
}

function held<T extends IdentityEvent>(
  events: readonly T[],
  isReported: (event: T) => boolean,
): Pick<Row, 'reported' | 'missed' | 'truth'> {
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

/**
 * A function that tells whether a finding was about an entry, or about the earlier entry that it continues
 * unchanged.
 */
function everAmong(found: readonly Found[], steps: readonly Step[]): (entry: Entry) => boolean {
  const told = new Set(found.map(({ entry }) => entry));
  const continued = new Map(steps.flatMap(({ lineage }) => [...lineage.untouched]));
  return (entry) => {
    for (let each: Entry | undefined = entry; each; each = continued.get(each)) {
      if (told.has(each)) return true;
    }
    return false;
  };
}

function stepOf(rev: string, steps: readonly Step[]): Step | undefined {
  return steps.find(({ revision }) => revision.rev === rev);
}

/** The former entries of the lessons whose value an event says was replaced. */
function holdersBefore(
  { rev, course, key, old_uuid }: IdentityEvent,
  steps: readonly Step[],
): readonly Entry[] {
  const before = steps[steps.findIndex(({ revision }) => revision.rev === rev) - 1];
  return (before?.entries ?? []).filter(
    ({ kind, written, course: above }) =>
      kind === 'lesson' &&
      written.key === key &&
      written.uuid === old_uuid &&
      above !== undefined &&
      (courseName(above) === course || above.written.key === course),
  );
}

function holdersOf({ uuid, from_rev }: DuplicateSpan, steps: readonly Step[]): readonly Entry[] {
  const { entries = [] } = stepOf(from_rev, steps) ?? {};
  return entries.filter(({ kind, written }) => kind === 'lesson' && written.uuid === uuid);
}

/** Whether lessons that several courses share have separate ids, whatever their keys become later. */
function haveOwnIds(holders: readonly Entry[], step: Step | undefined): boolean {
  const ids = holders.map((entry) => step?.submitted.get(entry));
  return new Set(ids).size === ids.length;
}

/** Whether a message names the value; it names the first few and counts the others. */
function names({ entry, detail }: Found, value: string): boolean {
  return entry?.written.uuid === value || detail.includes(value) || / and \d+ more/.test(detail);
}

function isOnSeveral({ step: { submitted }, entry }: Found): boolean {
  const id = entry && submitted.get(entry);
  return [...submitted.values()].filter((each) => each === id).length > 1;
}
