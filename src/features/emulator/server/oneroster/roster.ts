import { isObject, type Json, type JsonObject } from '../../../../model/json.ts';
import { type Collection, keptAs } from '../collection.ts';
import { type FieldRules, isReference } from '../fields.ts';
import { asText, mapField } from '../reshape.ts';
import { common, fieldsOfPeople, listedAt, rostering, usualOrg } from './common.ts';

const truthOrNull = (value: Json | undefined): Json =>
  value === undefined || value === null ? null : String(value);

/** The record with its grades as texts, as in every answer, even if the official SDK sent numbers. */
const withTexts = (record: JsonObject) => mapField(record, 'grades', asText);

const sandbox: JsonObject = { sourcedId: usualOrg };

const roles = ['administrator', 'aide', 'guardian', 'parent', 'proctor', 'relative'] as const;

const userFields: FieldRules = {
  ...fieldsOfPeople,
  userMasterIdentifier: { is: 'text' },
  username: { is: 'text' },
  userIds: {
    ...{ is: 'parts', neverNull: true },
    fields: {
      type: { is: 'text', required: true },
      identifier: { is: 'text', required: true },
    },
  },
  enabledUser: { is: 'truth', required: true },
  givenName: { is: 'text', required: true },
  familyName: { is: 'text', required: true },
  middleName: { is: 'text' },
  roles: {
    is: 'someParts',
    required: true,
    fields: {
      roleType: { is: 'word', words: ['primary', 'secondary'], required: true },
      role: { is: 'word', words: [...roles, 'student', 'teacher'], required: true },
      org: { is: 'reference', to: 'org', required: true },
      userProfile: { is: 'text', neverNull: true },
      beginDate: { is: 'text' },
      endDate: { is: 'text' },
    },
  },
  primaryOrg: { is: 'reference', to: 'org', neverNull: true },
  email: { is: 'email' },
  preferredFirstName: { is: 'text' },
  preferredMiddleName: { is: 'text' },
  preferredLastName: { is: 'text' },
  pronouns: { is: 'text' },
  grades: { is: 'texts', neverNull: true },
  password: { is: 'text' },
  sms: { is: 'text' },
  phone: { is: 'text' },
  agents: { is: 'references', to: 'user', neverNull: true },
};

const userView = keptAs('user', ({ enabledUser, ...record }) => ({
  status: 'active',
  agents: [],
  userProfiles: [],
  ...withTexts(record),
  enabledUser: truthOrNull(enabledUser),
}));

/** The roles of a user, which filters may name without a path. */
function rolesOf({ roles: held }: JsonObject): readonly Json[] {
  const parts: readonly Json[] = Array.isArray(held) ? held : [];
  return parts.flatMap((one) => (isObject(one) ? (one['role'] ?? []) : []));
}

/** Filters find people by `role`, and by a status that they may lack. */
export const peopleAsFiltered: NonNullable<Collection['asFiltered']> = {
  rules: { role: { is: 'name' }, status: { is: 'name' } },
  record: (user) => ({ status: 'active', ...user, role: [...rolesOf(user)] }),
};

/** A record without a status counts as live. */
export const liveAsFiltered: NonNullable<Collection['asFiltered']> = {
  rules: { status: { is: 'name' } },
  record: (record) => ({ status: 'active', ...record }),
};

function people(path: 'users' | 'students' | 'teachers', role?: string): Collection {
  return listedAt(`${rostering}/${path}/`, path.slice(0, -1), {
    envelope: { one: 'user', many: 'users' },
    ...{ rules: userFields, view: userView, showsLinks: true, asFiltered: peopleAsFiltered },
    ...(role === undefined
      ? { putAnswers: { status: 200 } }
      : { made: 'by nobody', holds: (user) => rolesOf(user).includes(role) }),
  });
}

const ofType = (wanted: string) => ({ holds: ({ type }: JsonObject) => type === wanted });

/** A PUT answers with the record without its envelope. */
const bare = { status: 200, isBare: true } as const;

const orgFields = {
  ...fieldsOfPeople,
  name: { is: 'text', required: true },
  type: {
    is: 'word',
    words: ['department', 'school', 'district', 'local', 'state', 'national'],
    required: true,
  },
  identifier: { is: 'text' },
  parent: { is: 'reference', to: 'org' },
} as const satisfies FieldRules;

/** In the document, every answer has an identifier and the orgs below. */
const orgView = keptAs('org', (record) => ({
  status: 'active',
  children: null,
  ...record,
  identifier: record['identifier'] ?? record['sourcedId'] ?? '',
}));

function orgs(path: 'orgs' | 'schools'): Collection {
  return listedAt(`${rostering}/${path}/`, path.slice(0, -1), {
    envelope: { one: 'org', many: 'orgs' },
    ...{ rules: orgFields, view: orgView, isShared: true, showsLinks: true },
    ...(path === 'schools'
      ? { putAnswers: bare, ...ofType('school') }
      : { putAnswers: { status: 201 } }),
  });
}

const classFields: FieldRules = {
  ...fieldsOfPeople,
  title: { is: 'text', required: true },
  classCode: { is: 'text' },
  classType: { is: 'word', words: ['homeroom', 'scheduled'], neverNull: true },
  location: { is: 'text' },
  grades: { is: 'texts', neverNull: true },
  subjects: { is: 'strings', neverNull: true },
  subjectCodes: { is: 'strings', neverNull: true },
  periods: { is: 'strings', neverNull: true },
  course: { is: 'reference', to: 'course', required: true },
  org: { is: 'reference', to: 'org', required: true },
  school: { is: 'reference', to: 'org' },
  terms: { is: 'references', to: 'academicSession', required: true },
  resources: { is: 'references', to: 'resource', neverNull: true },
};

/** A class is created with an `org` and shown with a `school`. */
const classView = keptAs('class', ({ org, school, ...record }) => ({
  status: 'active',
  classCode: null,
  classType: 'scheduled',
  location: null,
  terms: [],
  ...withTexts(record),
  org: org ?? school ?? sandbox,
  school: school ?? org ?? sandbox,
}));

const enrollmentFields: FieldRules = {
  ...fieldsOfPeople,
  role: {
    is: 'word',
    words: ['administrator', 'proctor', 'student', 'teacher'],
    required: true,
  },
  metadata: { is: 'object', neverNull: true },
  primary: { is: 'truth', neverNull: true },
  beginDate: { is: 'text', neverNull: true },
  endDate: { is: 'text', neverNull: true },
  user: { is: 'reference', to: 'user', required: true },
  class: { is: 'reference', to: 'class', required: true },
  school: { is: 'reference', to: 'org', neverNull: true },
};

const enrollmentView = keptAs('enrollment', ({ primary, ...record }) => ({
  status: 'active',
  beginDate: null,
  endDate: null,
  school: sandbox,
  ...record,
  primary: truthOrNull(primary),
}));

const sessionTypes = ['gradingPeriod', 'semester', 'schoolYear', 'term'] as const;

const sessionFields: FieldRules = {
  ...common,
  sourcedId: { is: 'name', required: true },
  startDate: { is: 'text', required: true },
  endDate: { is: 'text', required: true },
  type: { is: 'word', words: sessionTypes, required: true },
  parent: { is: 'reference', to: 'academicSession' },
  schoolYear: { is: 'text', required: true },
  org: { is: 'reference', to: 'org', required: true },
  children: { is: 'references', to: 'academicSession' },
};

/** The school year is sent as a text and shown as a number. */
const sessionView = keptAs('academicSession', ({ schoolYear, ...record }) => ({
  ...record,
  schoolYear: Number.parseInt(String(schoolYear), 10) || 0,
}));

/** A class needs a term, and no document says how a partner gets one: this one always exists. */
const term: JsonObject = {
  sourcedId: 'sandbox-term',
  status: 'active',
  dateLastModified: '2026-01-01T00:00:00.000Z',
  title: 'Sandbox term',
  type: 'term',
  startDate: '2026-01-01',
  endDate: '2026-12-31',
  schoolYear: '2026',
  org: sandbox,
};

function sessions(
  path: 'academicSessions' | 'terms' | 'gradingPeriods',
  more: Partial<Collection>,
): Collection {
  return listedAt(`${rostering}/${path}/`, path.slice(0, -1), {
    ...{ rules: sessionFields, view: sessionView, isShared: true, showsLinks: true },
    ...more,
  });
}

const facts = [
  ...['americanIndianOrAlaskaNative', 'asian', 'blackOrAfricanAmerican', 'white'],
  ...['nativeHawaiianOrOtherPacificIslander', 'demographicRaceTwoOrMoreRaces'],
  'hispanicOrLatinoEthnicity',
] as const;
const places = [
  ...['countryOfBirthCode', 'stateOfBirthAbbreviation', 'cityOfBirth'],
  'publicSchoolResidenceStatus',
] as const;

/** The document has texts here, not booleans. */
const yesOrNo = ['true', 'false'] as const;

const demographicsFields: FieldRules = {
  ...fieldsOfPeople,
  sourcedId: { is: 'name', required: true },
  birthDate: { is: 'date' },
  sex: { is: 'word', words: ['male', 'female'] },
  ...Object.fromEntries(facts.map((field) => [field, { is: 'word', words: yesOrNo } as const])),
  ...Object.fromEntries(places.map((field) => [field, { is: 'text' } as const])),
};

/** Values that answers have for fields that were never sent. */
const unsaid = {
  status: 'active',
  ...Object.fromEntries([...facts, ...places, 'birthDate', 'sex'].map((field) => [field, null])),
};

/** People, schools, classes, enrollments and terms. */
export const rosterCollections: readonly Collection[] = [
  people('users'),
  people('students', 'student'),
  people('teachers', 'teacher'),
  orgs('orgs'),
  orgs('schools'),
  listedAt(`${rostering}/classes/`, 'class', {
    ...{ rules: classFields, view: classView, showsLinks: true },
    ...{ mayLack: Object.keys(classFields), putAnswers: bare },
  }),
  listedAt(`${rostering}/enrollments/`, 'enrollment', {
    ...{ rules: enrollmentFields, view: enrollmentView, showsLinks: true },
    ...{ mayLack: Object.keys(enrollmentFields), putAnswers: { status: 201 } },
  }),
  sessions('academicSessions', { fixed: [term], putAnswers: bare }),
  sessions('terms', { ...ofType('term'), made: 'by nobody' }),
  sessions('gradingPeriods', {
    ...ofType('gradingPeriod'),
    envelope: { one: 'gradingPeriod', many: 'gradingPeriods', sent: 'academicSession' },
    putAnswers: { status: 201 },
  }),
  listedAt(`${rostering}/demographics/`, 'demographics', {
    ...{ rules: demographicsFields, putAnswers: bare },
    view: keptAs('demographics', (record) => ({ ...unsaid, ...record })),
  }),
];

/** Whether a record refers to another one, in a reference or a list of references. */
export function hasLink(record: JsonObject, field: string, sourcedId: string): boolean {
  const value = record[field];
  const links: readonly Json[] = Array.isArray(value) ? value : [value ?? null];
  return links.some((link) => isReference(link) && link.sourcedId === sourcedId);
}
