import type { Json, JsonObject } from '../../../../model/json.ts';
import type { Looking, NestedList } from '../api.ts';
import { isReference } from '../fields.ts';
import { placement } from '../placements.ts';
import { rostering } from './common.ts';
import { hasLink } from './roster.ts';

const gradebook = '/ims/oneroster/gradebook/v1p2';
const resources = '/ims/oneroster/resources/v1p2/resources';

type Ids = Readonly<Record<string, string>>;
type Holds = NestedList['holds'];

/** The records that name the one in the path in a reference. */
function naming(name: string, field = name): Holds {
  return (ids) => (record) => hasLink(record, field, ids[name] ?? '');
}

/** The records that pass every one of some tests. */
function both(...tests: readonly Holds[]): Holds {
  return (ids, looking) => {
    const all = tests.map((test) => test(ids, looking));
    return (record) => all.every((test) => test(record));
  };
}

function idOf(link: Json | undefined): string {
  return isReference(link) ? link.sourcedId : '';
}

/** The ids in a reference of some records. */
function idsIn(records: readonly { readonly record: JsonObject }[], field: string): Set<string> {
  return new Set(records.map(({ record }) => idOf(record[field])));
}

const byId = (ids: ReadonlySet<string>) => (record: JsonObject) =>
  ids.has(String(record['sourcedId']));

/** The enrollments in a class or a school. */
function enrolledIn(
  { class: group, org }: Ids,
  { all }: Looking,
): readonly { readonly record: JsonObject }[] {
  const classes = new Set(
    all('class')
      .filter(({ record }) => org === undefined || isAt(record, org))
      .map(({ sourcedId }) => sourcedId),
  );
  return all('enrollment').filter(({ record }) => {
    const taught = idOf(record['class']);
    return (group === undefined || taught === group) && classes.has(taught);
  });
}

/** Whether a record is of a school, which it names as that or as its org. */
function isAt(record: JsonObject, org: string): boolean {
  return hasLink(record, 'school', org) || hasLink(record, 'org', org);
}

const ofSchool: Holds =
  ({ org = '' }) =>
  (record) =>
    isAt(record, org);

const enrolled: Holds = (ids, looking) => {
  const held = new Set(enrolledIn(ids, looking).map(({ record }) => record['sourcedId']));
  return ({ sourcedId }) => held.has(sourcedId);
};

/** The people who are enrolled in a role. */
function enrolledAs(role: string): Holds {
  return (ids, looking) =>
    byId(
      idsIn(
        enrolledIn(ids, looking).filter(({ record }) => record['role'] === role),
        'user',
      ),
    );
}

/** The classes that somebody is enrolled in. */
function classesOf(name: string): Holds {
  return (ids, { all }) => {
    const own = all('enrollment').filter(({ record }) => hasLink(record, 'user', ids[name] ?? ''));
    return byId(idsIn(own, 'class'));
  };
}

/** The resources that are placed below some courses. */
function placedIn(courses: ReadonlySet<string>, { all }: Looking): ReadonlySet<string> {
  const inside = new Set(
    [...all('unit'), ...all('lesson')]
      .filter(({ record }) => courses.has(idOf(record['course'])))
      .map(({ sourcedId }) => sourcedId),
  );
  const placed = all(placement).filter(({ record }) => inside.has(idOf(record['courseComponent'])));
  return idsIn(placed, 'resource');
}

/** Those of a course, whether its components place them or it names them itself. */
const resourcesOfCourse: Holds = ({ course = '' }, looking) => {
  const placed = placedIn(new Set([course]), looking);
  const own = looking.find('course', course)?.record ?? {};
  return (record) =>
    placed.has(String(record['sourcedId'])) ||
    hasLink(own, 'resources', String(record['sourcedId']));
};

/** Those of the courses of some classes. */
function resourcesOfClasses(chosen: (ids: Ids, looking: Looking) => ReadonlySet<string>): Holds {
  return (ids, looking) => {
    const classes = chosen(ids, looking);
    const courses = idsIn(
      looking.all('class').filter(({ sourcedId }) => classes.has(sourcedId)),
      'course',
    );
    return byId(placedIn(courses, looking));
  };
}

const ofUser = ({ user = '' }: Ids, { all }: Looking) =>
  idsIn(
    all('enrollment').filter(({ record }) => hasLink(record, 'user', user)),
    'class',
  );

/** The results in the line items of a class. */
const ofClass: Holds = ({ class: group = '' }, { all }) => {
  const items = new Set(
    all('lineItem')
      .filter(({ record }) => hasLink(record, 'class', group))
      .map(({ sourcedId }) => sourcedId),
  );
  return (record) => hasLink(record, 'class', group) || items.has(idOf(record['lineItem']));
};

/** The categories of the line items of a class. */
const usedIn: Holds = ({ class: group = '' }, { all }) =>
  byId(
    idsIn(
      all('lineItem').filter(({ record }) => hasLink(record, 'class', group)),
      'category',
    ),
  );

const school = `${rostering}/schools/:org`;
const group = `${rostering}/classes/:class`;
const enrolling = (role: string): NonNullable<NestedList['adds']> => ({
  to: 'enrollment',
  laid: ({ class: taught = '' }) => ({ role, class: { sourcedId: taught } }),
});

/** The lists that hang under another record, as the OpenAPI document has them. */
export const nestedLists: readonly NestedList[] = [
  { path: `${rostering}/courses/:course/classes`, of: 'class', holds: naming('course') },
  { path: `${rostering}/users/:user/classes`, of: 'class', holds: classesOf('user') },
  { path: `${rostering}/students/:student/classes`, of: 'class', holds: classesOf('student') },
  { path: `${rostering}/teachers/:teacher/classes`, of: 'class', holds: classesOf('teacher') },
  { path: `${rostering}/terms/:term/classes`, of: 'class', holds: naming('term', 'terms') },
  {
    path: `${rostering}/terms/:term/gradingPeriods`,
    ...{ of: 'gradingPeriod', holds: naming('term', 'parent') },
  },
  {
    path: `${group}/students`,
    ...{
      of: 'student',
      alsoAs: 'students',
      holds: enrolledAs('student'),
      adds: enrolling('student'),
    },
  },
  {
    path: `${group}/teachers`,
    ...{
      of: 'teacher',
      alsoAs: 'teachers',
      holds: enrolledAs('teacher'),
      adds: enrolling('teacher'),
    },
  },
  { path: `${group}/enrollments`, of: 'enrollment', holds: enrolled },
  { path: `${school}/classes`, of: 'class', holds: ofSchool },
  { path: `${school}/courses`, of: 'course', holds: naming('org') },
  { path: `${school}/enrollments`, of: 'enrollment', holds: enrolled },
  { path: `${school}/students`, of: 'student', holds: enrolledAs('student') },
  { path: `${school}/teachers`, of: 'teacher', holds: enrolledAs('teacher') },
  { path: `${school}/terms`, of: 'term', holds: naming('org') },
  { path: `${school}/classes/:class/enrollments`, of: 'enrollment', holds: enrolled },
  { path: `${school}/classes/:class/students`, of: 'student', holds: enrolledAs('student') },
  { path: `${school}/classes/:class/teachers`, of: 'teacher', holds: enrolledAs('teacher') },
  { path: `${resources}/courses/:course/resources`, of: 'resource', holds: resourcesOfCourse },
  {
    path: `${resources}/classes/:class/resources`,
    of: 'resource',
    holds: resourcesOfClasses(({ class: one = '' }) => new Set([one])),
  },
  {
    path: `${resources}/users/:user/resources`,
    of: 'resource',
    holds: resourcesOfClasses(ofUser),
  },
  { path: `${gradebook}/classes/:class/lineItems`, of: 'lineItem', holds: naming('class') },
  { path: `${gradebook}/classes/:class/results`, of: 'result', holds: ofClass },
  { path: `${gradebook}/classes/:class/categories`, of: 'category', holds: usedIn },
  { path: `${gradebook}/classes/:class/scoreScales`, of: 'scoreScale', holds: naming('class') },
  {
    path: `${gradebook}/classes/:class/lineItems/:lineItem/results`,
    ...{ of: 'result', holds: naming('lineItem') },
  },
  {
    path: `${gradebook}/classes/:class/students/:student/results`,
    ...{ of: 'result', holds: both(ofClass, naming('student')) },
  },
  { path: `${gradebook}/lineItems/:lineItem/results`, of: 'result', holds: naming('lineItem') },
  { path: `${gradebook}/schools/:org/lineItems`, of: 'lineItem', holds: naming('org', 'school') },
  {
    path: `${gradebook}/schools/:org/scoreScales`,
    ...{ of: 'scoreScale', holds: scalesOfSchool },
  },
];

function scalesOfSchool({ org = '' }: Ids, { all }: Looking) {
  const taught = new Set(
    all('class')
      .filter(({ record }) => isAt(record, org))
      .map(({ sourcedId }) => sourcedId),
  );
  return (record: JsonObject) => taught.has(idOf(record['class']));
}
