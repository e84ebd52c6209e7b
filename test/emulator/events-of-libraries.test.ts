// Events that others' libraries made, recorded by scripts/witnesses/events: `events check` and the emulator say the
// same of each, and what they say is written down here.
import { expect, test } from 'vitest';
import { checkEvents } from '../../src/caliper/check-events.ts';
import { sdkEvents } from '../../src/caliper/documented.ts';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import type { JsonObject } from '../../src/model/json.ts';
import ofIms from '../caliper/made-by/ims-caliper.json' with { type: 'json' };
import ofOpenedx from '../caliper/made-by/openedx-caliper.json' with { type: 'json' };
import ofSdk from '../caliper/made-by/timeback-caliper.json' with { type: 'json' };
import { catalog, checked, posted, shows } from './agreement.ts';

/** The ids in the recorded events, as the samples of the emulator have them. */
const ours = (events: readonly unknown[]): readonly JsonObject[] =>
  JSON.parse(
    JSON.stringify(events)
      .replaceAll('lessons/lesson-1', 'lessons/l')
      .replaceAll('courses/course-1', 'courses/c')
      .replaceAll('"courseId":"course-1"', '"courseId":"c"')
      .replaceAll('users/student-1', 'users/s'),
  );

/** How many events of each kind end as what: `GradeEvent Graded: 2 doubtful, 1 rejected`. */
function summary(
  events: readonly JsonObject[],
  verdictOf: (event: JsonObject) => string | undefined,
) {
  const kinds = Map.groupBy(events, ({ type, action }) => `${String(type)} ${String(action)}`);
  return [...kinds].map(([kind, all]) => {
    const verdicts = Map.groupBy(all, (event) => verdictOf(event) ?? 'none');
    return `${kind}: ${[...verdicts].map(([verdict, { length }]) => `${length} ${verdict}`).join(', ')}`;
  });
}

const standard: readonly QuirkName[] = [
  'events-take-keys',
  'events-take-texts',
  'events-without-lesson',
];
const strict: readonly QuirkName[] = [
  'events-refuse-lesson',
  'events-refuse-texts',
  'events-need-lesson',
];

test.each([
  { name: 'ims-caliper', events: ours(ofIms.events) },
  { name: 'openedx-caliper-tracking', events: ours(ofOpenedx.events) },
  { name: 'timeback-caliper', events: ours(ofSdk.events) },
])(
  '$name: one verdict for each event, whatever is settled',
  async ({ events }) => {
    for (const quirks of [[], standard, strict]) {
      for (const event of events) {
        const [verdict = 'recorded'] = checked(event, quirks);
        const seen = await posted(event, quirks);
        expect({ event, quirks, verdict, seen, agree: shows[verdict](seen) }).toMatchObject({
          agree: true,
        });
      }
    }
  },
  120_000,
);

test('what is said of the events of ims-caliper', () => {
  const events = ours(ofIms.events);
  expect(summary(events, (event) => checked(event, [])[0])).toMatchInlineSnapshot(`
    [
      "GradeEvent Graded: 2 rejected, 6 doubtful",
      "AssessmentEvent Started: 1 rejected, 2 recorded, 1 doubtful",
      "AssessmentEvent Submitted: 1 rejected, 2 recorded, 1 doubtful",
      "AssessmentItemEvent Started: 1 rejected, 2 recorded, 1 doubtful",
      "AssessmentItemEvent Skipped: 1 rejected, 2 recorded, 1 doubtful",
      "AssessmentItemEvent Completed: 2 rejected, 6 doubtful",
      "AssignableEvent Activated: 1 recorded",
      "AssignableEvent Started: 1 recorded",
      "AssignableEvent Completed: 1 recorded",
      "AssignableEvent Submitted: 1 recorded",
      "AssignableEvent Reviewed: 1 recorded",
      "ViewEvent Viewed: 1 recorded",
      "SessionEvent LoggedIn: 1 recorded",
      "SessionEvent LoggedOut: 1 recorded",
      "SessionEvent TimedOut: 1 recorded",
      "NavigationEvent NavigatedTo: 1 rejected",
      "MediaEvent Paused: 1 rejected",
      "ToolUseEvent Used: 1 rejected",
    ]
  `);
});

test('what is said of the events of openedx-caliper-tracking', () => {
  const events = ours(ofOpenedx.events);
  expect(summary(events, (event) => checked(event, [])[0])).toMatchInlineSnapshot(`
    [
      "GradeEvent Graded: 6 rejected, 18 dropped, 6 doubtful",
      "AssessmentEvent Submitted: 2 rejected, 6 recorded, 2 doubtful",
      "AssessmentItemEvent Started: 1 rejected, 3 recorded, 1 doubtful",
      "AssessmentItemEvent Completed: 1 rejected, 4 doubtful",
      "SessionEvent LoggedIn: 1 doubtful",
      "SessionEvent LoggedOut: 1 doubtful",
      "ViewEvent Viewed: 2 doubtful",
    ]
  `);
});

test('what is said of the events of the official SDK about questions', () => {
  const events = ours(ofSdk.events);
  expect(summary(events, (event) => checked(event, [])[0])).toMatchInlineSnapshot(`
    [
      "AssessmentItemEvent Started: 2 rejected, 1 recorded, 3 doubtful",
      "AssessmentItemEvent Completed: 2 rejected, 4 doubtful",
      "GradeEvent Graded: 2 rejected, 4 doubtful",
    ]
  `);
});

test('what is said of the activities that its server builds', () => {
  const said = (event: JsonObject) =>
    checkEvents('e.json', JSON.stringify(event), {
      ...{ catalog, forms: sdkEvents, others: new Map() },
      environment: { name: 'production', baseUrl: 'https://api.alpha-1edtech.ai' },
    }).events[0]?.verdict;
  expect(summary(ours(ofSdk.activities), said)).toMatchInlineSnapshot(`
    [
      "ActivityEvent Completed: 3 credited, 1 doubtful",
      "TimeSpentEvent SpentTime: 1 recorded",
    ]
  `);
});
