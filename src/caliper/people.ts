import { type JsonNode, nodeAt } from '../document/json-nodes.ts';
import { isReferenceTo } from './reference.ts';
import { doubt, type Finding, finding, type Terms } from './terms.ts';

/**
 * Checks the student and the app of an event. Messages never repeat an id, since ids belong to
 * people.
 */
export function peopleFindings(event: JsonNode, terms: Terms): Finding[] {
  return [
    ...studentFindings(event, terms),
    ...actorFindings(event, terms),
    ...appFindings(event, terms),
  ];
}

function studentFindings(event: JsonNode, terms: Terms): Finding[] {
  const { forms, environment, spanOf } = terms;
  const candidates = [nodeAt(event, 'object', 'assignee'), nodeAt(event, 'actor')];
  if (candidates.some((node) => isReferenceTo(idOf(node), forms.userPath, terms))) return [];
  const [assignee, actor] = candidates;
  const detail = 'Neither actor nor object.assignee is a student of this platform.';
  const hint = `A student reads ${environment.baseUrl}${forms.userPath}/ and the sourcedId that Sign in with TimeBack gives.`;
  const said = { detail, hint, span: spanOf(assignee ?? actor ?? event) };
  return [finding('events/student', forms.without.student, said)];
}

const wanted = {
  application: 'the app, with the student in object.assignee',
  student: 'the student',
} as const;

function actorFindings(event: JsonNode, terms: Terms): Finding[] {
  const { forms, spanOf } = terms;
  const actor = nodeAt(event, 'actor');
  if (!actor) return [];
  const paths = { application: forms.applicationPath, student: forms.userPath };
  const allowed = forms.actor === 'either' ? (['application', 'student'] as const) : [forms.actor];
  if (allowed.some((who) => isReferenceTo(idOf(actor), paths[who], terms))) return [];
  const detail = `The actor should be ${allowed.map((who) => wanted[who]).join(', or ')}, as a URL of this platform.`;
  return [doubt({ detail, span: spanOf(actor) })];
}

function appFindings(event: JsonNode, terms: Terms): Finding[] {
  const { forms, environment, spanOf } = terms;
  const app = nodeAt(event, 'edApp');
  if (isReferenceTo(idOf(app), forms.applicationPath, terms)) return [];
  const hint = `The edApp.id of your provisioning bundle reads ${environment.baseUrl}${forms.applicationPath}/ and the sourcedId of the app.`;
  const detail = app
    ? 'edApp is no app of this platform.'
    : 'edApp is missing: the platform looks for student, app and course in an event.';
  return [doubt({ detail, hint, span: spanOf(app ?? event) })];
}

/** The id of a node, which Caliper allows to be the id alone. */
function idOf(node: JsonNode | undefined): string | undefined {
  const value = (nodeAt(node, 'id') ?? node)?.value;
  return typeof value === 'string' ? value : undefined;
}
