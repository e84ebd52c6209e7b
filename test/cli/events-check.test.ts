import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import eventsSchema from '../../schemas/events.schema.json' with { type: 'json' };
import planSchema from '../../schemas/plan.schema.json' with { type: 'json' };
import type { JsonObject } from '../../src/model/json.ts';
import { hostileTexts } from '../render/hostile.ts';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { cli, commandLine } from '../support/command-line.ts';
import {
  activityEvent,
  courseUrl,
  gradeEvent,
  lessonUrl,
  objectOf,
  plainEvent,
  platform,
  timeSpentEvent,
} from '../support/events.ts';
import { startCli } from '../support/program.ts';

const lines = (...events: unknown[]) =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');
const unwrapped = (text: string) => text.replaceAll(/\s+/g, ' ');
/** Of the platform it is known if events name their lesson; nothing else about them is settled. */
const settled = `org: partner-sandbox
environments:
  production: { baseUrl: "${platform}", facts: { event.lesson.at: object.assignable.id } }
`;
const folder = (events: string, config = settled) =>
  folderWith({ ...catalogFiles(3), 'timeback-catalog.yaml': config, 'events.jsonl': events });
const check = (events: string, ...args: string[]) =>
  commandLine(['events', 'check', 'events.jsonl', ...args], { cwd: folder(events) });

test('says of each event what becomes of it, and of each lesson how often it is named', async () => {
  const lost = gradeEvent({ object: objectOf(lessonUrl('lesson-9')) });
  const { code, stdout, stderr } = await check(
    lines(gradeEvent(), plainEvent('SessionEvent', 'LoggedIn'), lost),
  );
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toContain('line 1  credited  GradeEvent Graded  lesson/lesson-1\n');
  expect(stdout).toContain('line 2  recorded  SessionEvent LoggedIn\n');
  expect(stdout).toContain('line 3  dropped   GradeEvent Graded\n');
  expect(stdout).toContain('  lesson/lesson-1 "Lesson 1": 1 credited\n');
  expect(stdout).toContain('No event refers to 2 lessons:\n  lesson/lesson-2 "Lesson 2"\n');
  expect(stdout).toContain('3 events: 1 credited, 1 recorded (no result), 1 dropped');
  expect(stdout).not.toContain('student-1');
});

describe('what to do about a doubtful event stands in its message, and ends in a sure verdict', () => {
  const lesson = { id: lessonUrl('lesson-1') };
  const usual: JsonObject = gradeEvent();
  const extensions: JsonObject = Object(usual['extensions']);
  const elsewhere = objectOf('https://app.example.org/quiz');
  const cure = /add `facts: \{ ([\w.]+): ([\w.]+) \}`/g;
  const checkedUnder = async (event: JsonObject, facts: ReadonlyMap<string, string>) => {
    const all = [...facts].map(([row, value]) => `${row}: ${value}`).join(', ');
    const config = `environments:\n  production: { baseUrl: "${platform}", facts: { ${all} } }\n`;
    const cwd = folder(lines(event), `org: partner-sandbox\n${config}`);
    const { stdout, stderr } = await commandLine(['events', 'check', 'events.jsonl'], { cwd });
    const text = unwrapped(stdout + stderr);
    const [, verdict] = /line 1 (\w+)/.exec(text) ?? [];
    return { verdict, cures: [...text.matchAll(cure)].map(([, row = '', to = '']) => [row, to]) };
  };

  test.each([
    ['the lesson is in object.assignable', usual],
    [
      'the lesson is in extensions',
      { ...usual, object: elsewhere, extensions: { ...extensions, lesson } },
    ],
    ['no lesson is named', { ...usual, object: elsewhere }],
    ['extensions have another key', { ...usual, extensions: { ...extensions, attempt: 1 } }],
    [
      'the object is a text',
      { ...usual, object: 'urn:uuid:attempt', actor: objectOf('x')['assignee'] ?? null },
    ],
  ])('%s', async (_, event) => {
    const facts = new Map<string, string>();
    for (let round = 0; round < 4; round += 1) {
      const { verdict, cures } = await checkedUnder(event, facts);
      if (round === 0) expect({ verdict, cures }).toMatchObject({ verdict: 'doubtful' });
      if (verdict !== 'doubtful') break;
      const [row = '', value = ''] = cures.find(([one = '']) => !facts.has(one)) ?? [];
      expect(row).not.toBe('');
      facts.set(row, value);
    }
    expect((await checkedUnder(event, facts)).verdict).toBe('credited');
  });

  test('the other way round as well', async () => {
    const { cures } = await checkedUnder(usual, new Map());
    expect(cures).toEqual([
      ['event.lesson.at', 'object.assignable.id'],
      ['event.lesson.at', 'extensions.lesson.id'],
    ]);
    const moved = { ...usual, object: elsewhere, extensions: { ...extensions, lesson } };
    const settledSo = new Map([['event.lesson.at', 'extensions.lesson.id']]);
    expect((await checkedUnder(moved, settledSo)).verdict).toBe('credited');
  });
});

test('all is well: exit 0', async () => {
  expect(await check(lines(gradeEvent()))).toMatchObject({ code: 0 });
});

test('what sources contradict each other about is doubtful, with both of them, and no error', async () => {
  const cwd = folder(lines(gradeEvent(), gradeEvent()), 'org: partner-sandbox\n');
  const { code, stdout } = await commandLine(['events', 'check', 'events.jsonl'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('line 1  doubtful  GradeEvent Graded  lesson/lesson-1\n');
  // Said once, however many events share it.
  expect(unwrapped(stdout).split('client of the live service reports')).toHaveLength(2);
  expect(unwrapped(stdout).split('the product overview says')).toHaveLength(2);
  expect(stdout).toContain('2 events: 2 doubtful (sources contradict each other).');
  // The cure that the message names works.
  put(cwd, 'timeback-catalog.yaml', settled);
  const later = await commandLine(['events', 'check', 'events.jsonl'], { cwd });
  expect(later.stdout).toContain('2 events: 2 credited.');
});

test('lines that cannot be read are named, and the others checked', async () => {
  const { code, stdout } = await check(`${lines(gradeEvent())}{"type":\n${lines(gradeEvent())}`);
  expect(code).toBe(1);
  expect(unwrapped(stdout)).toContain('begins on line 2');
  expect(stdout).toContain('2 events: 2 credited');
});

test('the JSON is as its schema says, whatever the events are', async () => {
  const fits = new Ajv({ allErrors: true })
    .addSchema(planSchema, 'plan.schema.json')
    .compile(eventsSchema);
  const odd = { ...gradeEvent(), object: 7, extensions: [], type: null };
  const events = `${lines(gradeEvent(), plainEvent('SessionEvent', 'LoggedIn'), odd)}{\n`;
  const { stdout } = await check(events, '-f', 'json');
  const json = JSON.parse(stdout);
  expect(fits(json), JSON.stringify(fits.errors)).toBe(true);
  expect(json.events).toHaveLength(3);
  expect(json.diagnostics).not.toEqual([]);
  // Every key that is written is described.
  const { properties } = eventsSchema;
  expect(Object.keys(json)).toEqual(Object.keys(properties));
  expect(Object.keys(json.events[0])).toEqual(Object.keys(properties.events.items.properties));
  expect(Object.keys(json.lessons[0])).toEqual(Object.keys(properties.lessons.items.properties));
});

test.each(['json', 'markdown'])('as %s', async (format) => {
  const { stdout } = await check(lines(gradeEvent(), gradeEvent({ type: 'X' })), '-f', format);
  if (format === 'markdown') expect(stdout).toContain('| 2 | rejected | X Graded |');
  else {
    expect(JSON.parse(stdout)).toMatchObject({
      environment: { name: 'production' },
      events: [
        { line: 1, verdict: 'credited' },
        { line: 2, verdict: 'rejected' },
      ],
      lessons: [{ sourced_id: 'lesson-1', credited: 1, rejected: 1 }, {}, {}],
    });
  }
});

test('the platform: named, the default one, production; corrected in the config', async () => {
  const cwd = folder(lines(gradeEvent()));
  put(
    cwd,
    'timeback-catalog.yaml',
    `org: partner-sandbox
defaultEnv: staging
environments:
  staging: { baseUrl: "https://staging.example.org" }
  strict: { baseUrl: "https://api.alpha-1edtech.ai", facts: { event.actor: student, event.lesson.at: extensions.lesson.id } }
  other: { baseUrl: "https://other.example.org", dialect: oneroster }
`,
  );
  const run = (...args: string[]) =>
    commandLine(['events', 'check', 'events.jsonl', ...args], { cwd });
  expect(unwrapped((await run()).stdout)).toContain('is an address of the environment production');
  expect(await run('-e', 'production')).toMatchObject({ code: 0 });
  const strict = await run('-e', 'strict');
  expect(strict.code).toBe(1);
  expect(unwrapped(strict.stdout)).toContain('only extensions.lesson.id counts');
  for (const env of ['local', 'nowhere']) {
    const { code, stdout } = await run('-e', env);
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
  }
});

describe('hostile input', () => {
  test('nothing that a screen or a log obeys comes through', async () => {
    const events = hostileTexts.map((text) =>
      gradeEvent({ type: text, extensions: { subject: text, course: { id: courseUrl(text) } } }),
    );
    for (const format of ['human', 'markdown']) {
      const { stdout } = await check(lines(...events), '-f', format);
      expect(stdout).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u);
      expect(stdout).not.toMatch(/^\s*::/m);
    }
  });

  test.each([
    { what: 'an empty file', text: '' },
    { what: 'no JSON', text: 'hello\n' },
    { what: 'an empty list', text: '[]' },
    { what: 'a nest', text: '['.repeat(100_000) },
    { what: 'NUL bytes', text: '{"a":"\u0000"}' },
    { what: 'prototypes', text: '{"__proto__":{"type":"GradeEvent"},"constructor":1}' },
    { what: 'no objects', text: '[1,"x",null,[[]]]' },
    { what: 'very many broken lines', text: '{bad\n'.repeat(50_000) },
  ])('$what: exit 1 and a short answer', async ({ text }) => {
    const { code, stdout, stderr } = await check(text);
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/Error\[|rejected/);
    expect((stdout + stderr).length).toBeLessThan(20_000);
  });
});

test('many events: only those that are not fine are listed, the tally has all', async () => {
  const many = Array.from({ length: 300 }, () => gradeEvent());
  const { stdout } = await check(lines(...many, gradeEvent({ type: 'X' })));
  expect(stdout).toContain('line 301  rejected  X Graded');
  expect(stdout).not.toContain('line   7');
  expect(stdout).toContain('300 more events not listed');
  expect(stdout).toContain('301 events: 300 credited, 1 rejected');
});

test.each([{ file: 'nothing.json' }, { file: '.' }])('$file cannot be read', async ({ file }) => {
  const { code, stderr } = await commandLine(['events', 'check', file], { cwd: folder('') });
  expect(code).toBe(1);
  expect(stderr).toContain('[file/unreadable]');
});

test('reads standard input; wrong usage is 64', async () => {
  const cwd = folder('');
  const program = startCli(['events', 'check', '-'], { cwd });
  program.type(lines(gradeEvent()));
  program.type('');
  const { code, stdout } = await program.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('stdin against production');
  expect(await cli(['events', 'check'], { cwd })).toMatchObject({ code: 64 });
  expect(await cli(['events'], { cwd })).toMatchObject({ code: 64 });
});

describe('events of apps on the official SDK, in the dialect oneroster', () => {
  const config = `org: partner-sandbox
environments: { production: { baseUrl: "${platform}", tokenUrl: "https://idp.example.org/oauth2/token", dialect: oneroster } }
`;
  const ofSdk = (...events: unknown[]) => folder(lines(...events), config);
  const run = (cwd: string, ...args: string[]) =>
    commandLine(['events', 'check', 'events.jsonl', ...args], { cwd });

  test('are judged by the course that they name', async () => {
    const lost = activityEvent({ extensions: { courseId: 'course-9' } });
    const { code, stdout } = await run(ofSdk(activityEvent(), timeSpentEvent(), lost));
    expect(code).toBe(1);
    expect(stdout).toContain('line 1  credited  ActivityEvent Completed\n');
    expect(stdout).toContain('line 2  recorded  TimeSpentEvent SpentTime\n');
    expect(stdout).toContain('line 3  dropped   ActivityEvent Completed\n');
    expect(unwrapped(stdout)).toContain('name two different courses');
    expect(stdout).not.toContain('student@');
  });

  test('those of the Partner API are none of them', async () => {
    const { code, stdout } = await run(ofSdk(gradeEvent(), plainEvent('ViewEvent', 'Viewed')));
    expect(code).toBe(1);
    expect(stdout).toContain('line 2  rejected  ViewEvent Viewed\n');
  });
});
