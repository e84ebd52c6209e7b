// The OneRoster half as a platform that an app on the official SDK lives on: people, classes, gradebook,
// lists that hang under others, headers of lists, and what its document forbids, allows and requires.
import { describe, expect, test } from 'vitest';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { valueUnder } from '../../src/model/json-values.ts';
import { gradebook, idsOf, link, resources, rostering, setUp, startForApp } from './sdk-app.ts';
import { askToken, send, signIn, start } from './session.ts';

const everyList = [
  ...['users', 'students', 'teachers', 'orgs', 'schools', 'classes', 'enrollments', 'terms'],
  ...['academicSessions', 'gradingPeriods', 'demographics', 'courses', 'courses/components'],
  'courses/component-resources',
]
  .map((name) => `${rostering}/${name}`)
  .concat(
    ['assessmentLineItems', 'assessmentResults', 'lineItems', 'results', 'categories']
      .concat('scoreScales')
      .map((name) => `${gradebook}/${name}`),
  )
  .concat(resources, '/ims/case/v1p1/CFItems', '/ims/case/v1p1/CFDocuments');

describe('every list', () => {
  test('is found with and without a slash at its end, and sends how many there are', async () => {
    const { send: ask } = await signIn(start());
    for (const path of everyList) {
      for (const spelt of [path, `${path}/`]) {
        const reply = await ask(spelt);
        expect([spelt, reply.status]).toEqual([spelt, 200]);
        expect(reply.headers.get('x-total-count')).toMatch(/^\d+$/);
      }
    }
  });

  test.each<[QuirkName, number, number]>([
    ['slash-required', 200, 404],
    ['slash-refused', 404, 200],
  ])('with %s', async (quirk, withSlash, without) => {
    const { send: ask } = await signIn(start({ quirks: [quirk] }));
    for (const path of [`${resources}`, `${rostering}/courses`, `${rostering}/users`]) {
      const [slash, none] = [await ask(`${path}/`), await ask(path)];
      expect([path, slash.status, none.status]).toEqual([path, withSlash, without]);
    }
  });

  test('links to its next page until there is none', async () => {
    const { ask, post } = await startForApp();
    for (let index = 0; index < 6; index += 1) {
      const unit = { sourcedId: `u${index}`, status: 'active', title: 'U', course: link('c') };
      await post(`${rostering}/courses/components`, 'courseComponent', unit);
    }
    const seen: Json[] = [];
    let path: string | undefined = `${rostering}/courses/components?limit=3&sort=title`;
    while (path !== undefined) {
      const reply = await ask(path);
      expect(reply.headers.get('x-total-count')).toBe('8');
      seen.push(...idsOf(reply));
      const next = /<([^>]+)>; rel="next"/.exec(reply.headers.get('link') ?? '')?.[1];
      const url: URL | undefined = next === undefined ? undefined : new URL(next);
      path = url && `${url.pathname}${url.search}`;
    }
    expect([seen.length, new Set(seen).size]).toEqual([8, 8]);
  });

  test.each<[QuirkName, string, string]>([
    ['without-total-header', 'x-total-count', 'link'],
    ['without-link-header', 'link', 'x-total-count'],
  ])('with %s sends no %s, and %s still', async (quirk, missing, kept) => {
    const { ask } = await startForApp({ quirks: [quirk] });
    const { headers } = await ask(`${rostering}/courses/`);
    expect([headers.has(missing), headers.has(kept)]).toEqual([false, true]);
  });

  test('of the Partner API sends neither: its total is in the body', async () => {
    const { headers } = await (await signIn(start())).list('course');
    expect([headers.has('x-total-count'), headers.has('link')]).toEqual([false, false]);
  });
});

describe('a list that hangs under another record', () => {
  test.each<[path: string, ids: readonly string[]]>([
    [`${rostering}/courses/c/classes`, ['k']],
    [`${rostering}/users/s/classes`, ['k']],
    [`${rostering}/students/s/classes`, ['k']],
    [`${rostering}/teachers/t/classes`, []],
    [`${rostering}/terms/sandbox-term/classes`, ['k']],
    [`${rostering}/classes/k/students`, ['s']],
    [`${rostering}/classes/k/teachers`, []],
    [`${rostering}/schools/school-1/classes`, ['k']],
    [`${rostering}/schools/school-1/courses`, ['c']],
    [`${rostering}/schools/school-1/enrollments`, ['e']],
    [`${rostering}/schools/school-1/students`, ['s']],
    [`${rostering}/schools/school-1/teachers`, []],
    [`${rostering}/schools/school-1/terms`, []],
    [`${rostering}/schools/school-1/classes/k/students`, ['s']],
    [`${rostering}/schools/school-1/classes/k/enrollments`, ['e']],
    [`${resources}/courses/c/resources`, ['r']],
    [`${resources}/classes/k/resources`, ['r']],
    [`${resources}/users/s/resources`, ['r']],
    [`${resources}/users/t/resources`, []],
  ])('%s', async (path, ids) => {
    const { ask } = await startForApp();
    const reply = await ask(path);
    expect([reply.status, idsOf(reply)]).toEqual([200, ids]);
    expect(reply.headers.get('x-total-count')).toBe(String(ids.length));
  });

  test.each([`${rostering}/courses/none/classes`, `${rostering}/schools/none/students`])(
    '%s answers 404',
    async (path) => {
      const { ask } = await startForApp();
      expect(await ask(path)).toMatchObject({ status: 404 });
    },
  );

  test('takes a teacher into a class, who is then among its people under both keys', async () => {
    const { ask, post } = await startForApp();
    const into = `${rostering}/classes/k/teachers`;
    expect(await post(into, 'enrollment', { user: link('t') })).toMatchObject({ status: 201 });
    const one = [{ sourcedId: 't' }];
    expect((await ask(into)).body).toMatchObject({ teachers: one, users: one, totalCount: 1 });
    expect(idsOf(await ask(`${rostering}/teachers/t/classes`))).toEqual(['k']);
  });

  test.each<[QuirkName, string, string]>([
    ['class-people-by-role', 'students', 'users'],
    ['class-people-as-users', 'users', 'students'],
  ])('with %s has the key %s and not %s', async (quirk, has, lacks) => {
    const { ask } = await startForApp({ quirks: [quirk] });
    const { body } = await ask(`${rostering}/classes/k/students`);
    expect(body).toHaveProperty(has);
    expect(body).not.toHaveProperty(lacks);
  });

  test('holds what partner and OneRoster half made alike', async () => {
    const { emulator, ask } = await startForApp();
    const { send: partner } = await signIn(emulator);
    const record = { sourcedId: 'e2', role: 'student', user: link('t'), class: link('k') };
    await partner('/rostering/1.0/enrollments/e2', {
      method: 'PUT',
      body: JSON.stringify({ enrollment: record }),
    });
    expect(idsOf(await ask(`${rostering}/schools/school-1/enrollments`))).toEqual(['e', 'e2']);
  });
});

describe('people', () => {
  const filter = (text: string) => `?filter=${encodeURIComponent(text)}`;

  test.each([
    ["email='s@example.org'", ['s']],
    ["role='student'", ['s']],
    ["status='active' AND role='student'", ['s']],
    ["role='teacher' OR role='student'", ['s', 't']],
    ["roles.role='teacher'", ['t']],
  ])('are found by %s, in both dialects', async (text, ids) => {
    const { emulator, ask } = await startForApp();
    expect(idsOf(await ask(`${rostering}/users/${filter(text)}`))).toEqual(ids);
    const { send: partner } = await signIn(emulator);
    if (!text.includes('.')) {
      expect(idsOf(await partner(`/rostering/1.0/users${filter(text)}`))).toEqual(ids);
    }
  });

  test('of the guide, who have no status, are active', async () => {
    const emulator = start();
    const { send: partner } = await signIn(emulator);
    const user = { sourcedId: 'x', enabledUser: 'true', givenName: 'A', familyName: 'B' };
    const roles = [{ role: 'student', roleType: 'primary', org: link('partner-sandbox') }];
    const body = JSON.stringify({ user: { ...user, roles } });
    await partner('/rostering/1.0/users/x', { method: 'PUT', body });
    expect(idsOf(await partner(`/rostering/1.0/users${filter("status='active'")}`))).toEqual(['x']);
    expect(idsOf(await partner('/rostering/1.0/terms'))).toEqual(['sandbox-term']);
  });

  test('are students or teachers, and no other list shows them', async () => {
    const { ask } = await startForApp();
    expect(idsOf(await ask(`${rostering}/students/`))).toEqual(['s']);
    expect(idsOf(await ask(`${rostering}/teachers/`))).toEqual(['t']);
    expect(await ask(`${rostering}/students/t`)).toMatchObject({ status: 404 });
  });

  test('are shown with what the document requires, references with href and type', async () => {
    const { ask } = await startForApp();
    const org = {
      href: `http://emulator.test${rostering}/orgs/school-1`,
      ...{ sourcedId: 'school-1', type: 'org' },
    };
    expect((await ask(`${rostering}/users/s`)).body).toMatchObject({
      user: { enabledUser: 'true', agents: [], userProfiles: [], roles: [{ org }] },
    });
  });
});

describe('what the document requires of an answer', () => {
  test('orgs have an identifier and the orgs below', async () => {
    const { ask } = await startForApp();
    const org = { identifier: 'partner-sandbox', children: null };
    expect((await ask(`${rostering}/orgs/partner-sandbox`)).body).toMatchObject({ org });
    expect((await ask(`${rostering}/orgs/`)).body).toMatchObject({ orgs: [org, {}] });
  });

  test('a class has a school and terms, an enrollment a school and dates', async () => {
    const { ask } = await startForApp();
    expect((await ask(`${rostering}/classes/k`)).body).toMatchObject({
      class: { school: { sourcedId: 'school-1' }, classCode: null, location: null },
    });
    expect((await ask(`${rostering}/enrollments/e`)).body).toMatchObject({
      enrollment: { beginDate: null, endDate: null, primary: null, school: {} },
    });
  });

  test('a change without a date is dated by the platform', async () => {
    let seconds = 0;
    const now = () => {
      seconds += 1;
      return new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));
    };
    const { ask } = await startForApp({ now });
    for (const [path, key, record] of setUp) {
      const one = `${path.replace(/\/$/, '')}/${String(record['sourcedId'])}`;
      const dateThere = async () => valueUnder((await ask(one)).body, key, 'dateLastModified');
      const before = await dateThere();
      expect((await ask(one, 'PUT', { [key]: record })).status).toBeLessThan(300);
      expect({ one, isLater: String(await dateThere()) > String(before) }).toEqual({
        one,
        isLater: true,
      });
    }
  });

  test('orgs can be made, changed and retired', async () => {
    const { ask, post } = await startForApp();
    const org = { sourcedId: 'o', name: 'District', type: 'district' };
    expect(await post(`${rostering}/orgs/`, 'org', org)).toMatchObject({ status: 201 });
    const renamed = { org: { ...org, name: 'Other' } };
    expect(await ask(`${rostering}/orgs/o`, 'PUT', renamed)).toMatchObject({ status: 201 });
    expect((await ask(`${rostering}/orgs/o`)).body).toMatchObject({ org: { name: 'Other' } });
    expect(await ask(`${rostering}/orgs/o`, 'DELETE')).toMatchObject({ status: 204 });
    expect((await ask(`${rostering}/orgs/o`)).body).toMatchObject({
      org: { status: 'tobedeleted' },
    });
  });
});

const course: JsonObject = { status: 'active', title: 'T', org: link('school-1') };
const placed: JsonObject = {
  ...{ status: 'active', title: 'T' },
  ...{ courseComponent: link('l'), resource: link('r') },
};
const film: JsonObject = { title: 'T', vendorResourceId: 'v' };
const at = {
  course: `${rostering}/courses/`,
  componentResource: `${rostering}/courses/component-resources`,
  resource: `${resources}/`,
  org: `${rostering}/orgs/`,
} as const;

describe('what the document forbids is refused', () => {
  test.each<[what: string, name: keyof typeof at, record: JsonObject, fields: readonly string[]]>([
    ['a role that is none', 'resource', { ...film, roles: ['other'] }, ['roles']],
    ['an importance that is none', 'resource', { ...film, importance: 'x' }, ['importance']],
    ['an id that is empty', 'resource', { ...film, sourcedId: '' }, ['sourcedId']],
    ['an id that is a number', 'resource', { ...film, sourcedId: 5 }, ['sourcedId']],
    ['an id that is null', 'course', { ...course, sourcedId: null }, ['sourcedId']],
    [
      'a school year without href and type',
      'course',
      { ...course, schoolYear: { sourcedId: 'x' } },
      ['schoolYear.href', 'schoolYear.type'],
    ],
    [
      'a lessonType that is none',
      'componentResource',
      { ...placed, lessonType: 'x' },
      [...['sourcedId', 'lessonType']],
    ],
    ['a type of org that is none', 'org', { name: 'x', type: 'x' }, ['type']],
  ])('POST with %s', async (_, name, record, fields) => {
    const { ask } = await startForApp({ quirks: ['references-bare'] });
    const before = idsOf(await ask(at[name]));
    const reply = await ask(at[name], 'POST', { [name]: record });
    const details = isObject(reply.body) ? reply.body['imsx_error_details'] : [];
    expect(reply.status).toBe(422);
    expect(details).toMatchObject(fields.map((field) => ({ field })));
    expect(idsOf(await ask(at[name]))).toEqual(before);
  });

  test.each<[what: string, path: string, key: string, record: JsonObject]>([
    ['a course whose id is null', `${at.course}c`, 'course', { ...course, sourcedId: null }],
    ['a course whose id is empty', `${at.course}c`, 'course', { ...course, sourcedId: '' }],
    ['a placement without its id', `${at.componentResource}/p`, 'componentResource', placed],
  ])('PUT of %s', async (_, path, key, record) => {
    const { ask } = await startForApp({ quirks: ['references-bare'] });
    expect(await ask(path, 'PUT', { [key]: record })).toMatchObject({ status: 422 });
  });
});

describe('what the document allows is taken', () => {
  const empty = { title: '', courseCode: '', level: '', gradingScheme: '' };

  test('texts that are empty, and the quirk that refuses them', async () => {
    const { post } = await startForApp();
    expect(await post(at.course, 'course', { ...course, ...empty })).toMatchObject({ status: 201 });
    const texts = { ...film, vendorId: '', applicationId: '' };
    expect(await post(at.resource, 'resource', texts)).toMatchObject({ status: 201 });
    const strict = await startForApp({ quirks: ['empty-texts-refused'] });
    expect(await strict.post(at.course, 'course', { ...course, ...empty })).toMatchObject({
      status: 422,
    });
  });

  test('fields that it does not have, until a quirk drops them', async () => {
    const record = { ...film, sourcedId: 'x', url: 'https://example.org' };
    const { post, ask } = await startForApp();
    await post(at.resource, 'resource', record);
    expect((await ask(`${resources}/x`)).body).toHaveProperty('resource.url');
    const dropping = await startForApp({ quirks: ['drops-unknown-fields'] });
    await dropping.post(at.resource, 'resource', record);
    const { body } = await dropping.ask(`${resources}/x`);
    expect(body).toMatchObject({ resource: { title: 'T', vendorResourceId: 'v' } });
    expect(body).not.toHaveProperty('resource.url');
  });
});

describe('on which sources differ', () => {
  type Try = readonly [keyof typeof at, JsonObject, plain: number, quirk: QuirkName, other: number];
  test.each<Try>([
    ['course', { ...course, grades: [6] }, 201, 'grades-refuse-numbers', 422],
    ['course', { ...course, grades: ['6-8'] }, 201, 'grades-and-subjects-listed', 422],
    ['course', { ...course, subjects: ['ELA'] }, 201, 'grades-and-subjects-listed', 422],
    ['course', { ...course, subjects: ['Math'] }, 201, 'grades-and-subjects-listed', 201],
    [
      'componentResource',
      { ...placed, sourcedId: 'x', lessonType: 'exercise' },
      ...([422, 'lesson-types-open', 201] as const),
    ],
    ['course', { ...course, sourcedId: 'c' }, 422, 'post-answers-409', 409],
  ])('POST of a %s with %j: %i, and with %s %i', async (name, record, plain, quirk, other) => {
    const without = await startForApp({ quirks: ['references-bare'] });
    expect((await without.post(at[name], name, record)).status).toBe(plain);
    const withQuirk = await startForApp({ quirks: [quirk] });
    expect((await withQuirk.post(at[name], name, record)).status).toBe(other);
  });

  test('resources of a course, until a quirk drops them', async () => {
    const href = 'https://example.org/r';
    const record = {
      ...course,
      sourcedId: 'x',
      resources: [{ href, sourcedId: 'r', type: 'resource' }],
    };
    const kept = await startForApp();
    await kept.post(at.course, 'course', record);
    expect((await kept.ask(`${at.course}x`)).body).toHaveProperty('course.resources');
    const dropping = await startForApp({ quirks: ['course-resources-dropped'] });
    await dropping.post(at.course, 'course', record);
    expect((await dropping.ask(`${at.course}x`)).body).not.toHaveProperty('course.resources');
  });
});

describe('fields', () => {
  type Ways = readonly [path: string, quirk: QuirkName | undefined, status: number];
  test.each<Ways>([
    [`${rostering}/courses`, undefined, 200],
    [`${rostering}/courses`, 'fields-refused', 400],
    ['/rostering/1.0/courses', undefined, 400],
    ['/rostering/1.0/courses', 'fields-ignored', 200],
  ])('that no record has, at %s with %s: %i, in a list as for one', async (path, quirk, status) => {
    const { emulator } = await startForApp({ quirks: quirk ? [quirk] : ['references-bare'] });
    const { send: ask } = await signIn(emulator);
    for (const asked of ['sourcedId,name', '']) {
      const [list, one] = [
        await ask(`${path}?fields=${asked}`),
        await ask(`${path}/c?fields=${asked}`),
      ];
      expect([asked, list.status, one.status]).toEqual([asked, status, status]);
    }
  });
});

describe('one token', () => {
  const paths = [
    ...[`${rostering}/courses`, `${gradebook}/assessmentResults`, '/ims/case/v1p1/CFItems'],
    ...['/rostering/1.0/courses', '/gradebook/1.0/assessment-results', '/caliper/events'],
    '/standards/1.0/frameworks',
  ];

  test.each(['/oauth2/token', '/auth/1.0/token'])('of %s serves all services', async (path) => {
    const emulator = start();
    const credentials = { client_id: 'emulator', client_secret: 'emulator' };
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...credentials });
    const token = await send(emulator, path, { method: 'POST', body });
    const bearer = isObject(token.body) ? token.body['access_token'] : '';
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
    for (const one of paths) {
      expect([one, (await send(emulator, one, { headers })).status]).toEqual([one, 200]);
    }
    for (const one of ['/events/1.0', '/caliper/event']) {
      const sent = await send(emulator, one, { method: 'POST', headers, body: '{}' });
      expect([one, sent.status]).toEqual([one, 400]);
    }
  });

  test('may be asked for by the scopes of the other half', async () => {
    const emulator = start();
    const scope = 'https://purl.imsglobal.org/spec/caliper/v1p2/scope/events.write';
    expect(await askToken(emulator, undefined, { scope })).toMatchObject({
      status: 200,
      body: { scope },
    });
  });

  test('of a client with one scope has what that grants, in both halves', async () => {
    const client = { id: 'reader', secret: 'x', scopes: ['roster.readonly'] };
    const emulator = start({ clients: [client] });
    const credentials = { client_id: 'reader', client_secret: 'x' };
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...credentials });
    const token = await send(emulator, '/oauth2/token', { method: 'POST', body });
    const bearer = isObject(token.body) ? token.body['access_token'] : '';
    const headers = { authorization: `Bearer ${bearer}` };
    const read = await send(emulator, `${rostering}/courses/`, { headers });
    const results = await send(emulator, `${gradebook}/results/`, { headers });
    expect([read.status, results.status]).toEqual([200, 403]);
  });
});

describe('what is absent', () => {
  test.each([
    ['GET', '/powerpath/getAssessmentProgress', 'PowerPath'],
    ['POST', '/powerpath/lessonPlans/', 'PowerPath'],
    ['GET', '/webhooks/', 'webhooks'],
    ['GET', '/assessment-tests', 'QTI'],
    ['GET', '/ims/clr/v2p0/discovery/', 'CLR'],
    ['GET', '/ims/case/v1p1/CFPackages/x', 'CASE'],
    ['GET', '/edubridge/subject-track/', 'EduBridge'],
    ['POST', `${rostering}/courses/structure`, 'structure'],
    ['POST', `${rostering}/users/s/credentials`, 'credentials'],
    ['POST', `${gradebook}/classes/k/lineItems`, 'lists'],
  ])('%s %s answers 501 with a sentence', async (method, path, named) => {
    const emulator = start();
    const reply = await send(emulator, path, { method });
    expect(reply.status).toBe(501);
    expect(isObject(reply.body) ? reply.body['imsx_description'] : '').toMatch(
      new RegExp(`^The emulator has no .*${named}.*\\. docs/emulator\\.md lists what it has\\.$`),
    );
  });
});

test('no error text is cut inside a character', async () => {
  const { send: ask } = await signIn(start());
  for (const text of ['𣷀', "title='a' 𣷀", '😀']) {
    const { status, body } = await ask(`${rostering}/courses/?filter=${encodeURIComponent(text)}`);
    const said = isObject(body) ? String(body['imsx_description']) : '';
    expect([status, said.isWellFormed(), said.includes([...text].at(-1) ?? '')]).toEqual([
      ...[400, true, true],
    ]);
  }
  const body = JSON.stringify({ resource: { sourcedId: '\ud800', title: 5 } });
  const refused = await ask(`${resources}/`, { method: 'POST', body });
  expect(JSON.stringify(refused.body)).not.toMatch(/\\ud[89a-f]/i);
});

test('a resource is exported as an archive with a manifest', async () => {
  const { emulator } = await startForApp();
  const { token } = await signIn(emulator);
  const url = `http://emulator.test${resources}/export/r`;
  const headers = { authorization: `Bearer ${token}` };
  const answer = await emulator.fetch(new Request(url, { method: 'POST', headers }));
  const bytes = await answer.bytes();
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
  expect(Buffer.from(bytes).toString('latin1')).toMatch(/^PK[\s\S]*imsmanifest\.xml[\s\S]*Film/);
  const missing = await emulator.fetch(new Request(`${url}x`, { method: 'POST', headers }));
  expect(missing.status).toBe(404);
});

test('a sync of lesson plans affects none, and knows its course', async () => {
  const { ask } = await startForApp();
  const sync = (course: string) => ask(`/powerpath/lessonPlans/course/${course}/sync`, 'POST');
  expect(await sync('c')).toMatchObject({ status: 200, body: { lessonPlansAffected: [] } });
  expect(await sync('x')).toMatchObject({ status: 404 });
});

test('standards are shown as the official client reads them', async () => {
  const { emulator, ask } = await startForApp();
  const record = { sourcedId: 'std', title: 'Counts to ten' };
  emulator.seed([{ kind: 'objective', record, owner: '*' }]);
  expect((await ask('/ims/case/v1p1/CFItems/std')).body).toMatchObject({
    CFItem: {
      ...{ sourcedId: 'std', fullStatement: 'Counts to ten', CFItemType: expect.any(String) },
      ...{ uri: expect.any(String), lastChangeDateTime: expect.any(String) },
    },
  });
});

describe('the gradebook', () => {
  const item = { status: 'active', title: 'Quiz', resultValueMin: 0, resultValueMax: 100 };
  const result = {
    ...{ status: 'active', score: 80, scoreDate: '2026-01-01T00:00:00.000Z' },
    ...{ scoreStatus: 'fully graded', student: link('s') },
  };

  test('takes line items and results by POST, and makes by PUT what is not there', async () => {
    const { ask, post } = await startForApp();
    const items = `${gradebook}/assessmentLineItems/`;
    const results = `${gradebook}/assessmentResults/`;
    const record = { ...item, sourcedId: 'i', componentResource: link('p') };
    expect(await post(items, 'assessmentLineItem', record)).toMatchObject({ status: 201 });
    const assessmentResult = { ...result, sourcedId: 'x', assessmentLineItem: link('i') };
    for (const score of [80, 90]) {
      const body = { assessmentResult: { ...assessmentResult, score } };
      expect(await ask(`${results}x`, 'PUT', body)).toMatchObject({ status: 201 });
    }
    const filter = "assessmentLineItem.sourcedId='i' AND student.sourcedId='s'";
    const found = await ask(`${results}?filter=${encodeURIComponent(filter)}`);
    expect(found.body).toMatchObject({ assessmentResults: [{ sourcedId: 'x', score: 90 }] });
    expect(await ask(`${items}none`)).toMatchObject({ status: 404 });
  });

  test.each([
    ['a placement that is not there', { componentResource: link('c-cr') }, 404],
    ['a score status that is none', { scoreStatus: 'x' }, 422],
  ])('refuses %s', async (_, parts, status) => {
    const { post } = await startForApp();
    const [path, key, record] =
      'scoreStatus' in parts
        ? ['assessmentResults', 'assessmentResult', { ...result, assessmentLineItem: link('i') }]
        : ['assessmentLineItems', 'assessmentLineItem', item];
    const reply = await post(`${gradebook}/${path}/`, String(key), {
      ...(record as JsonObject),
      ...parts,
    });
    expect(reply.status).toBe(status);
  });
});
