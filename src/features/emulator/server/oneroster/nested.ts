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

function idOf(link: Json | undefined): string {
  return isReference(link) ? link.sourcedId : '';
}

/** Stored records among which a list chooses. */
type Some = readonly { readonly sourcedId: string; readonly record: JsonObject }[];

/** The ids in a reference of some records. */
function idsIn(records: Some, field: string): Set<string> {
  return new Set(records.map(({ record }) => idOf(record[field])));
}

/** The ids of those records that pass. */
function idsWhere(records: Some, passes: (record: JsonObject) => boolean): Set<string> {
  return new Set(records.filter(({ record }) => passes(record)).map(({ sourcedId }) => sourcedId));
}

/** The records with certain ids, which depend on the path and on stored records. */
function among(idsOf: (ids: Ids, looking: Looking) => ReadonlySet<string>): Holds {
  return (ids, looking) => {
    const found = idsOf(ids, looking);
    return ({ sourcedId }) => found.has(String(sourcedId));
  };
}

/** The enrollments in a class or a school. */
function enrolledIn({ class: group, org }: Ids, { all }: Looking): Some {
  const classes = idsWhere(all('class'), (record) => org === undefined || isAt(record, org));
  return all('enrollment').filter(({ record }) => {
    const taught = idOf(record['class']);
    return (group === undefined || taught === group) && classes.has(taught);
  });
}

/** Whether a record belongs to a school, which it names as `school` or as `org`. */
function isAt(record: JsonObject, org: string): boolean {
  return hasLink(record, 'school', org) || hasLink(record, 'org', org);
}

const ofSchool: Holds =
  ({ org = '' }) =>
  (record) =>
    isAt(record, org);

const enrolled = among((ids, looking) => idsWhere(enrolledIn(ids, looking), () => true));

/** The people who are enrolled in a role. */
function enrolledAs(role: string): Holds {
  return among((ids, looking) => {
    const all = enrolledIn(ids, looking);
    return idsIn(
      all.filter(({ record }) => record['role'] === role),
      'user',
    );
  });
}

/** The ids of the classes that somebody is enrolled in. */
function idsOfClasses(user: string | undefined, { all }: Looking): ReadonlySet<string> {
  const own = all('enrollment').filter(({ record }) => hasLink(record, 'user', user ?? ''));
  return idsIn(own, 'class');
}

function classesOf(name: string): Holds {
  return among((ids, looking) => idsOfClasses(ids[name], looking));
}

/** The resources that are placed below some courses. */
function placedIn(courses: ReadonlySet<string>, { all }: Looking): ReadonlySet<string> {
  const isOf = (record: JsonObject) => courses.has(idOf(record['course']));
  const inside = idsWhere([...all('unit'), ...all('lesson')], isOf);
  const placed = all(placement).filter(({ record }) => inside.has(idOf(record['courseComponent'])));
  return idsIn(placed, 'resource');
}

/** The resources of a course, placed by its components or named by the course itself. */
const resourcesOfCourse: Holds = ({ course = '' }, looking) => {
  const placed = placedIn(new Set([course]), looking);
  const own = looking.find('course', course)?.record ?? {};
  return (record) =>
    placed.has(String(record['sourcedId'])) ||
    hasLink(own, 'resources', String(record['sourcedId']));
};

/** The resources of the courses of some classes. */
function resourcesOfClasses(chosen: (ids: Ids, looking: Looking) => ReadonlySet<string>): Holds {
  return among((ids, looking) => {
    const classes = chosen(ids, looking);
    const some = looking.all('class').filter(({ sourcedId }) => classes.has(sourcedId));
    return placedIn(idsIn(some, 'course'), looking);
  });
}

/** The results in the line items of a class. */
const ofClass: Holds = ({ class: group = '' }, { all }) => {
  const items = idsWhere(all('lineItem'), (record) => hasLink(record, 'class', group));
  return (record) => hasLink(record, 'class', group) || items.has(idOf(record['lineItem']));
};

/** The results of one student in the line items of a class. */
const ofStudentInClass: Holds = (ids, looking) => {
  const [inClass, ofStudent] = [ofClass(ids, looking), naming('student')(ids, looking)];
  return (record) => inClass(record) && ofStudent(record);
};

/** The categories of the line items of a class. */
const usedIn = among(({ class: group = '' }, { all }) => {
  const items = all('lineItem').filter(({ record }) => hasLink(record, 'class', group));
  return idsIn(items, 'category');
});

const scalesOfSchool: Holds = ({ org = '' }, { all }) => {
  const taught = idsWhere(all('class'), (record) => isAt(record, org));
  return (record) => taught.has(idOf(record['class']));
};

/** The list of people of a class in a role, to which people can be added. */
function peopleOf(role: 'student' | 'teacher'): NestedList {
  return {
    ...list(`${group}/${role}s`, role, enrolledAs(role)),
    alsoAs: `${role}s`,
    adds: {
      to: 'enrollment',
      laid: ({ class: taught = '' }) => ({ role, class: { sourcedId: taught } }),
    },
  };
}

function list(path: string, of: string, holds: Holds): NestedList {
  return { path, of, holds };
}

const school = `${rostering}/schools/:org`;
const group = `${rostering}/classes/:class`;
const graded = `${gradebook}/classes/:class`;

/** The lists below another record, as the OpenAPI document has them. */
export const nestedLists: readonly NestedList[] = [
  list(`${rostering}/courses/:course/classes`, 'class', naming('course')),
  list(`${rostering}/users/:user/classes`, 'class', classesOf('user')),
  list(`${rostering}/students/:student/classes`, 'class', classesOf('student')),
  list(`${rostering}/teachers/:teacher/classes`, 'class', classesOf('teacher')),
  list(`${rostering}/terms/:term/classes`, 'class', naming('term', 'terms')),
  list(`${rostering}/terms/:term/gradingPeriods`, 'gradingPeriod', naming('term', 'parent')),
  ...[peopleOf('student'), peopleOf('teacher')],
  list(`${group}/enrollments`, 'enrollment', enrolled),
  list(`${school}/classes`, 'class', ofSchool),
  list(`${school}/courses`, 'course', naming('org')),
  list(`${school}/enrollments`, 'enrollment', enrolled),
  list(`${school}/students`, 'student', enrolledAs('student')),
  list(`${school}/teachers`, 'teacher', enrolledAs('teacher')),
  list(`${school}/terms`, 'term', naming('org')),
  list(`${school}/classes/:class/enrollments`, 'enrollment', enrolled),
  list(`${school}/classes/:class/students`, 'student', enrolledAs('student')),
  list(`${school}/classes/:class/teachers`, 'teacher', enrolledAs('teacher')),
  list(`${resources}/courses/:course/resources`, 'resource', resourcesOfCourse),
  list(
    `${resources}/classes/:class/resources`,
    'resource',
    resourcesOfClasses(({ class: one = '' }) => new Set([one])),
  ),
  list(
    `${resources}/users/:user/resources`,
    'resource',
    resourcesOfClasses(({ user }, looking) => idsOfClasses(user, looking)),
  ),
  list(`${graded}/lineItems`, 'lineItem', naming('class')),
  list(`${graded}/results`, 'result', ofClass),
  list(`${graded}/categories`, 'category', usedIn),
  list(`${graded}/scoreScales`, 'scoreScale', naming('class')),
  list(`${graded}/lineItems/:lineItem/results`, 'result', naming('lineItem')),
  list(`${graded}/students/:student/results`, 'result', ofStudentInClass),
  list(`${gradebook}/lineItems/:lineItem/results`, 'result', naming('lineItem')),
  list(`${gradebook}/schools/:org/lineItems`, 'lineItem', naming('org', 'school')),
  list(`${gradebook}/schools/:org/scoreScales`, 'scoreScale', scalesOfSchool),
];
