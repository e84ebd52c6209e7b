import type { Entry } from './entry.ts';
import type { Finding } from './finding.ts';
import type { IdentityEvent } from './ground-truth.ts';
import type { Step } from './replay.ts';

/** A lesson in its revision, to which an event refers. */
export interface Place {
  readonly step: Step;
  readonly entry: Entry;
  /** The entries with its key, in the same course, in the revision before. */
  readonly olds: readonly Entry[];
}

/** The lessons that have the value of an event under its key. */
export function placesOf({ rev, key, new_uuid }: IdentityEvent, steps: readonly Step[]): Place[] {
  const index = steps.findIndex(({ revision }) => revision.rev === rev);
  const step = steps[index];
  const before = steps[index - 1];
  if (!step) return [];
  const isMine = ({ kind, written }: Entry) =>
    kind === 'lesson' && written.uuid === new_uuid && written.key === key;
  return step.entries.filter(isMine).map((entry) => ({
    step,
    entry,
    olds: (before?.entries ?? []).filter((old) => isSamePlace(old, entry)),
  }));
}

export function isSamePlace(a: Entry, b: Entry): boolean {
  return a.kind === b.kind && a.written.key === b.written.key && isSameCourse(a.course, b.course);
}

function isSameCourse(a: Entry | undefined, b: Entry | undefined): boolean {
  if (!a || !b) return a === b;
  return courseName(a) === courseName(b) || a.written.key === b.written.key;
}

/** The name of a course in a ground truth. */
export function courseName({ written: { uuid, key } }: Entry): string {
  return uuid ?? key;
}

/**
 * Whether the manifests had this value at this lesson already: the authors' change was reported, and taken
 * back, in an earlier revision.
 */
export function isAsAccepted({ step: { idsBefore, submitted }, entry, olds }: Place): boolean {
  const id = submitted.get(entry);
  return id !== undefined && olds.some((old) => idsBefore.get(old) === id);
}

/** Whether the lesson, or a former entry in its place, was refused. */
export function isRefused({ step, entry, olds }: Place): boolean {
  return (
    isRefusedAt(entry, step) ||
    errorsIn(step).some(({ lost }) => lost !== undefined && olds.includes(lost))
  );
}

/** Whether an error is at an entry, or at another one with its id. */
export function isRefusedAt(entry: Entry, step: Step): boolean {
  const id = step.submitted.get(entry);
  return errorsIn(step).some(({ problem: { code }, entry: at }) => {
    if (at === entry) return true;
    return code === 'id/duplicate' && at && id !== undefined && step.submitted.get(at) === id;
  });
}

function errorsIn({ findings }: Step): readonly Finding[] {
  return findings.filter(({ problem: { severity } }) => severity === 'error');
}
