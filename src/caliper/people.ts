import { type JsonNode, nodeAt, textAt } from '../document/json-nodes.ts';
import { idInUrl } from './references.ts';
import { type EventFinding, type EventRules, entityId, finding, warning } from './rules.ts';

/** The student of an event, and the faults of the people and the app in it. */
export interface NamedPeople {
  /** The sourcedId. Messages never show it: ids belong to people. */
  readonly student?: string;
  readonly findings: readonly EventFinding[];
}

/** The student, actor and app of an event of the Partner API. */
export function peopleIn(event: JsonNode, rules: EventRules): NamedPeople {
  const student = studentIn([nodeAt(event, 'object', 'assignee'), nodeAt(event, 'actor')], rules);
  return {
    ...(student !== undefined && { student }),
    findings: [
      ...(student === undefined && !isOfApp(event, rules) ? [noStudent(event, rules)] : []),
      ...actorFindings(event, rules),
      ...appFindings(event, rules),
    ],
  };
}

/** Whether an event may lack a student: the app itself reports it, such as a session that ran out. */
function isOfApp(event: JsonNode, { forms }: EventRules): boolean {
  const type = textAt(event, 'type') ?? '';
  const isByApp = forms.ofApplication.includes(`${type} ${textAt(event, 'action')}`);
  return isByApp && !forms.graded.includes(type);
}

function studentIn(
  candidates: readonly (JsonNode | undefined)[],
  { forms, platform, holdings }: EventRules,
): string | undefined {
  for (const node of candidates) {
    const sourcedId = idInUrl(entityId(node), forms.userPath, platform);
    const student = sourcedId && holdings.student({ by: 'id', sourcedId });
    if (student) return student;
  }
  return undefined;
}

function noStudent(event: JsonNode, { forms, platform }: EventRules): EventFinding {
  const assignee = nodeAt(event, 'object', 'assignee');
  const node = assignee ?? nodeAt(event, 'actor') ?? event;
  const detail = 'Neither actor nor object.assignee is a student of this platform.';
  const hint = `A student reads ${platform.baseUrl}${forms.userPath}/ and the sourcedId that Sign in with TimeBack gives.`;
  const field = assignee ? 'object.assignee' : 'actor';
  return finding('events/student', forms.without.student, { detail, hint, field, node });
}

const wanted = {
  application: 'the app, with the student in object.assignee',
  student: 'the student',
} as const;

function actorFindings(event: JsonNode, { forms, platform }: EventRules): EventFinding[] {
  const node = nodeAt(event, 'actor');
  if (!node) return [];
  const paths = { application: forms.applicationPath, student: forms.userPath };
  const isOne = (who: 'application' | 'student') =>
    idInUrl(entityId(node), paths[who], platform) !== undefined;
  const pair = `${textAt(event, 'type')} ${textAt(event, 'action')}`;
  const byType = forms.ofApplication.includes(pair) ? 'application' : 'student';
  const allowed = {
    either: ['application', 'student'],
    byType: [byType],
    application: ['application'],
    student: ['student'],
  } as const;
  if (allowed[forms.actor].some(isOne)) return [];
  const sources =
    forms.actor === 'byType'
      ? ` So the events page says of a ${pair}; the product overview has the student in all events.`
      : '';
  const detail = `The actor should be ${allowed[forms.actor].map((who) => wanted[who]).join(', or ')}, as a URL of this platform.${sources}`;
  return [warning({ detail, field: 'actor', node })];
}

function appFindings(event: JsonNode, { forms, platform }: EventRules): EventFinding[] {
  const { applicationPath: path } = forms;
  const node = nodeAt(event, 'edApp');
  if (path === undefined || idInUrl(entityId(node), path, platform) !== undefined) return [];
  const hint = `The edApp.id of your provisioning bundle reads ${platform.baseUrl}${path}/ and the sourcedId of the app.`;
  const detail = node
    ? 'edApp is no app of this platform.'
    : 'edApp is missing: the platform looks for student, app and course in an event.';
  return [warning({ detail, hint, field: 'edApp', node: node ?? event })];
}

/** The student of an event of the official SDK: the actor, by URL or by e-mail address. */
export function sdkStudentIn(event: JsonNode, rules: EventRules): NamedPeople {
  const actor = nodeAt(event, 'actor');
  const email = textAt(actor, 'email');
  const student =
    studentIn([actor], rules) ??
    (email ? rules.holdings.student({ by: 'email', email }) : undefined);
  const unnamed =
    actor && !email
      ? [
          warning({
            detail: 'actor.email is missing, and the official SDK requires it of every actor.',
            field: 'actor.email',
            node: actor,
          }),
        ]
      : [];
  if (student !== undefined) return { student, findings: unnamed };
  const { baseUrl } = rules.platform;
  const detail = 'actor is no student of this platform, neither by its id nor by its email.';
  const hint = `Its id reads ${baseUrl}${rules.forms.userPath}/ and the sourcedId of the student.`;
  const said = { detail, hint, field: 'actor', node: actor ?? event };
  return {
    findings: [finding('events/student', rules.forms.without.student, said), ...unnamed],
  };
}
