import { quoteShort } from '../document/place.ts';
import { shellWord } from '../model/id-commands.ts';
import type { JsonObject } from '../model/json.ts';
import type { Ledger, MeantChange } from '../model/ledger.ts';
import type { Address } from '../model/node.ts';
import { type Problem, problem, type Span } from '../model/problem.ts';
import { type SdkIdentityField, sdkIdentityFields, sdkIdentityOf } from '../model/sdk/values.ts';

/** The fields of a published course before and after a change. */
export interface CourseChange {
  readonly sourcedId: string;
  /** The address of the course in the manifests. An environment may have it under another id. */
  readonly address: Address;
  readonly title: string;
  readonly was: JsonObject;
  readonly now: JsonObject;
  /** The place of a field in the manifests. */
  readonly spanOf: (field: string) => Span;
}

interface Judging {
  readonly fixed: ReadonlySet<SdkIdentityField>;
  /** The changes that the ledger confirms. */
  readonly meant: readonly MeantChange[];
}

/** The field of a manifest that has each value by which apps name a course. */
export const sdkManifestFields = {
  courseCode: 'courseCode',
  subject: 'subjects',
  grade: 'grades',
} as const satisfies Record<SdkIdentityField, string>;

/** What breaks for apps on the official SDK if a value changes. */
const broken = {
  courseCode:
    'Apps on the official SDK that identify the course by its code store attempts and results under it. With another code every student starts again, and such an app finds the course only after it gets a new timeback.config.json.',
  subject:
    'Apps on the official SDK that identify the course by subject and grade store attempts and results under both. With another subject every student starts again, and XP counts for the other subject.',
  grade:
    'Apps on the official SDK that identify the course by subject and grade store attempts and results under both. With another grade every student starts again, and such an app finds the course only after it gets a new timeback.config.json.',
} as const satisfies Record<SdkIdentityField, string>;

/**
 * The problems of changed fields, besides the sourcedId, by which apps on the official SDK store records:
 * warnings, or errors for fields that the config calls fixed. Changes that the ledger confirms have no
 * problem.
 */
export function checkSdkIdentity(
  changes: readonly CourseChange[],
  { fixed, meant }: Judging,
): Problem[] {
  return changes.flatMap((change) => {
    const [was, now] = [sdkIdentityOf(change.was), sdkIdentityOf(change.now)];
    return sdkIdentityFields.flatMap((field): Problem[] => {
      const [before, after] = [was[field], now[field]];
      if (before === undefined || before === after) return [];
      const { sourcedId } = change;
      if (isMeant(meant, { sourcedId, field, was: before, now: after })) return [];
      return [changed(change, { field, before, after, isFixed: fixed.has(field) })];
    });
  });
}

function changed(
  { address, title, spanOf }: CourseChange,
  {
    field,
    before,
    after,
    isFixed,
  }: {
    readonly field: SdkIdentityField;
    readonly before: string;
    readonly after: string | undefined;
    readonly isFixed: boolean;
  },
): Problem {
  const to = after === undefined ? 'nothing' : quoteShort(after);
  const command = `timeback-catalog confirm ${shellWord(address)} --was ${shellWord(`${field}=${before}`)} --reason "…"`;
  const what = { courseCode: 'courseCode', subject: 'first subject', grade: 'single grade' }[field];
  const made = problem('identity/course-name', {
    detail: `The ${what} of the published course ${quoteShort(title)} changes from ${quoteShort(before)} to ${to}. ${broken[field]}`,
    hint: `Restore it. If it is intended, \`${command}\` writes a line into the ledger, for the reviewers of the change.`,
    span: spanOf(sdkManifestFields[field]),
    address,
  });
  return isFixed ? { ...made, severity: 'error' } : made;
}

type Step = Pick<MeantChange, 'sourcedId' | 'field' | 'was' | 'now'>;

/**
 * Whether lines of the ledger lead from one value to the other, also in several steps: a platform may have
 * missed the values between.
 */
function isMeant(
  lines: readonly MeantChange[],
  step: {
    readonly sourcedId: string;
    readonly field: SdkIdentityField;
    readonly was: string;
    readonly now: string | undefined;
  },
): boolean {
  const own = lines.filter((one) => one.sourcedId === step.sourcedId && one.field === step.field);
  const reached = new Set<string | undefined>([step.was]);
  for (const value of reached) {
    for (const line of own) if (line.was === value) reached.add(line.now);
  }
  return own.length > 0 && reached.has(step.now);
}

/** The lines of a ledger about intended changes that an earlier state of it does not have. */
export function newlyMeant(
  after: Ledger | undefined,
  before: Ledger | undefined,
): readonly MeantChange[] {
  const known = new Set(before?.meant?.map(wordsOf));
  return (after?.meant ?? []).filter((line) => !known.has(wordsOf(line)));
}

function wordsOf({ reason, ...step }: Step & Pick<MeantChange, 'reason'>): string {
  const { sourcedId, field, was, now } = step;
  return JSON.stringify([sourcedId, field, was ?? null, now ?? null, reason]);
}
