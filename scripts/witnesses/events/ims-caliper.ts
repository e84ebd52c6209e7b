// Makes events with the npm package ims-caliper 1.1.0, in every form that it has, for the tests:
//   npm i ims-caliper@1.1.0 && node ims-caliper.ts FOLDER > test/caliper/made-by/ims-caliper.json
// Graded ones are made with and without the subject, course and lesson of a catalog.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** The part of the package that is used here; it has no types. */
interface Caliper {
  readonly EventFactory: () => { create(form: object, options: object): object };
  readonly EntityFactory: () => { create(form: object, options: object): object };
  readonly [form: string]: object;
}

const [folder = '.'] = process.argv.slice(2);
const caliper: Caliper = createRequire(join(resolve(folder), 'here.js'))('ims-caliper');
const base = 'https://api.alpha-1edtech.ai';
const lesson = `${base}/rostering/1.0/lessons/lesson-1`;
const app = 'https://app.example.org';

const entity = (form: string, id: string, options: object = {}) =>
  caliper.EntityFactory().create(caliper[form] ?? {}, { id, ...options });
const person = entity('Person', `${base}/rostering/1.0/users/student-1`);
const edApp = entity('SoftwareApplication', `${base}/applications/1.0/app-1`);
const extensions = { subject: 'Math', course: { id: `${base}/rostering/1.0/courses/course-1` } };

let made = 0;
function event(form: string, action: string, options: object): object {
  made += 1;
  const id = `urn:uuid:00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
  const common = { id, action, actor: person, edApp, eventTime: '2026-01-01T12:00:00.000Z' };
  return caliper.EventFactory().create(caliper[form] ?? {}, { ...common, ...options });
}

const assessment = (id: string) => entity('Assessment', id, { name: 'Quiz' });
const item = (id: string, isPartOf: string) =>
  entity('AssessmentItem', id, { isPartOf: assessment(isPartOf) });
const attempt = (assignable: string) =>
  entity('Attempt', `${app}/attempts/${assignable.length}`, {
    assignee: person,
    assignable: assessment(assignable),
    count: 1,
  });
const score = (of: object, options: object = {}) =>
  entity('Score', `${app}/scores/1`, { attempt: of, maxScore: 10, scoreGiven: 8, ...options });
const xp = { extensions: { scoreType: 'XP' } };

const graded = (named: object, quiz: string): object[] => [
  event('GradeEvent', 'Graded', {
    object: attempt(quiz),
    generated: score(attempt(quiz), xp),
    ...named,
  }),
  event('GradeEvent', 'Graded', {
    object: attempt(quiz),
    generated: score(attempt(quiz)),
    ...named,
  }),
  event('AssessmentEvent', 'Started', {
    object: assessment(quiz),
    generated: attempt(quiz),
    ...named,
  }),
  event('AssessmentEvent', 'Submitted', {
    object: assessment(quiz),
    generated: attempt(quiz),
    ...named,
  }),
  ...['Started', 'Skipped', 'Completed'].map((action) =>
    event('AssessmentItemEvent', action, { object: item(`${app}/items/1`, quiz), ...named }),
  ),
  event('AssessmentItemEvent', 'Completed', {
    object: item(`${app}/items/1`, quiz),
    generated: entity('Response', `${app}/responses/1`, { attempt: attempt(quiz) }),
    ...named,
  }),
];

const page = entity('WebPage', `${app}/pages/1`);
const events = [
  ...graded({}, `${app}/quiz`),
  ...graded({ extensions }, `${app}/quiz`),
  ...graded({ extensions }, lesson),
  ...graded({ extensions: { ...extensions, lesson: { id: lesson } } }, `${app}/quiz`),
  ...['Activated', 'Started', 'Completed', 'Submitted', 'Reviewed'].map((action) =>
    event('AssignableEvent', action, {
      object: entity('AssignableDigitalResource', lesson),
      generated: attempt(lesson),
    }),
  ),
  event('ViewEvent', 'Viewed', { object: page }),
  ...['LoggedIn', 'LoggedOut'].map((action) => event('SessionEvent', action, { object: edApp })),
  event('SessionEvent', 'TimedOut', {
    actor: edApp,
    object: entity('Session', `${app}/sessions/1`),
  }),
  event('NavigationEvent', 'NavigatedTo', { object: page }),
  event('MediaEvent', 'Paused', { object: entity('VideoObject', `${app}/videos/1`) }),
  event('ToolUseEvent', 'Used', { object: edApp }),
];
const lines = events.map((one) => `  ${JSON.stringify(one)}`).join(',\n');
console.log(`{ "library": "ims-caliper", "version": "1.1.0", "events": [\n${lines}\n]}`);
