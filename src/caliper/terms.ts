import { type JsonNode, nodeAt, textAt } from '../document/json-nodes.ts';
import { nearest } from '../document/validate.ts';
import type { Catalog } from '../model/catalog.ts';
import { type EventForms, type EventLoss, eventUrl } from '../model/event-check.ts';
import { entriesWith, type Ledger, type LedgerState } from '../model/ledger.ts';
import { type Address, addressOf, idIn, type Kind, kinds } from '../model/node.ts';
import { type Problem, problem, type Span } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';

/** What events are checked against. */
export interface EventContext {
  readonly forms: EventForms;
  readonly environment: { readonly name: string; readonly baseUrl: string };
  /** Names of the other platforms in the config, by base URL. */
  readonly others: ReadonlyMap<string, string>;
  readonly ids: IdIndex;
  readonly spanOf: (node: JsonNode) => Span;
}

/** One fault of an event, and what the event loses by it. */
export interface EventFinding {
  readonly loss?: EventLoss;
  readonly problem: Problem;
}

interface FindingText {
  readonly detail: string;
  readonly hint?: string;
  readonly span: Span;
}

/**
 * A finding that costs the event its credit or more; with `credited` the finding is a warning only.
 */
export function eventFinding(
  code: ProblemCode,
  outcome: EventLoss | 'credited',
  said: FindingText,
): EventFinding {
  if (outcome === 'credited') return warningFinding(said);
  return { loss: outcome, problem: problem(code, said) };
}

export function warningFinding(said: FindingText): EventFinding {
  return { problem: problem('events/doubtful', said) };
}

/** Index of the ids in the catalog and its ledger. */
export interface IdIndex {
  readonly courseOf: (lesson: string) => string | undefined;
  /** What an id stands for, of what shares it the wanted kind; undefined for an unknown id. */
  readonly lookUp: (sourcedId: string, wanted?: Kind) => IndexedId | undefined;
  /** A known id that differs from this one in upper and lower case only. */
  readonly likeness: (sourcedId: string) => string | undefined;
}

interface IndexedId {
  readonly kind: Kind | 'placement';
  readonly state: LedgerState;
  /** Name of the catalog that publishes a released id. */
  readonly to?: string;
}

export function indexIds({ nodes }: Catalog, ledger: Ledger | undefined): IdIndex {
  const byLowerCase = new Map(
    [...nodes.values()].map(({ entity }) => [entity.sourcedId.toLowerCase(), entity.sourcedId]),
  );
  const parentOf = (address: Address | undefined) =>
    address === undefined ? undefined : nodes.get(address)?.entity.parent;
  return {
    courseOf: (lesson) => {
      const course = parentOf(parentOf(addressOf('lesson', lesson)));
      return course && idIn(course);
    },
    lookUp: (sourcedId, wanted) => {
      const order = wanted === undefined ? kinds : [wanted, ...kinds];
      const kind = order.find((one) => nodes.has(addressOf(one, sourcedId)));
      if (kind) return { kind, state: 'live' };
      const entries = entriesWith(ledger, sourcedId);
      const entry = entries.find((one) => one.kind === wanted) ?? entries[0];
      const placement = ledger?.placements.get(sourcedId);
      if (!entry) return placement && { kind: 'placement', state: placement.state };
      const { kind: known, state, to } = entry;
      return { kind: known, state, ...(to !== undefined && { to }) };
    },
    likeness: (sourcedId) => byLowerCase.get(sourcedId.toLowerCase()),
  };
}

/** Findings of the checks that the platform makes of every event before it accepts it. */
export function formFindings(event: JsonNode, terms: EventContext): EventFinding[] {
  const { forms, spanOf } = terms;
  const span = spanOf(event);
  const lacking = forms.required.filter((key) => {
    const value = nodeAt(event, key)?.value;
    return value === undefined || value === null || value === '';
  });
  const lacks: EventFinding[] =
    lacking.length === 0
      ? []
      : [rejected({ detail: `The event lacks ${lacking.join(', ')}.`, span })];
  return [...lacks, ...typeFindings(event, terms), ...subjectFindings(event, terms)];
}

function rejected(said: Parameters<typeof warningFinding>[0]): EventFinding {
  return { loss: 'rejected', problem: problem('events/invalid', said) };
}

function typeFindings(event: JsonNode, { forms, spanOf }: EventContext): EventFinding[] {
  const type = nodeAt(event, 'type');
  const action = nodeAt(event, 'action');
  if (type === undefined) return [];
  const types = [...new Set(forms.actions.map((pair) => pair.split(' ')[0] ?? ''))];
  if (typeof type.value !== 'string' || !types.includes(type.value)) {
    return [
      rejected({ detail: typeDetail(type.value), span: spanOf(type), ...near(type.value, types) }),
    ];
  }
  if (action === undefined) return [];
  const prefix = `${type.value} `;
  const actions = forms.actions.flatMap((pair) =>
    pair.startsWith(prefix) ? [pair.slice(prefix.length)] : [],
  );
  if (typeof action.value === 'string' && actions.includes(action.value))
    return xpFindings(event, spanOf);
  const detail = `The action of a ${type.value} is ${inWords(actions)}.`;
  return [rejected({ detail, span: spanOf(action), ...near(action.value, actions) })];
}

function typeDetail(value: JsonNode['value']): string {
  if (typeof value !== 'string') return 'The type of an event is a text.';
  return `"${value}" is no type of event that the platform documents.`;
}

function near(value: JsonNode['value'], known: readonly string[]): { hint?: string } {
  const found = typeof value === 'string' && value.length < 100 ? nearest(value, known) : undefined;
  return { hint: found === undefined ? `Use ${inWords(known)}.` : `Did you mean "${found}"?` };
}

function inWords(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** Warns about a grade without XP. The platform accepts it, but the student gets no XP. */
function xpFindings(event: JsonNode, spanOf: EventContext['spanOf']): EventFinding[] {
  if (textAt(event, 'type') !== 'GradeEvent') return [];
  const generated = nodeAt(event, 'generated');
  const score = nodeAt(generated, 'scoreGiven');
  const isXp = textAt(generated, 'extensions', 'scoreType') === 'XP';
  if (isXp && typeof score?.value === 'number') return [];
  const detail = isXp
    ? 'generated.scoreGiven, the number of XP, is missing or no number.'
    : 'The event gives no XP: generated.extensions.scoreType is not "XP".';
  return [warningFinding({ detail, span: spanOf(score ?? generated ?? event) })];
}

function subjectFindings(event: JsonNode, { forms, spanOf }: EventContext): EventFinding[] {
  if (!forms.graded.includes(textAt(event, 'type') ?? '')) return [];
  const subject = nodeAt(event, 'extensions', 'subject');
  if (typeof subject?.value === 'string' && forms.subjects.includes(subject.value)) return [];
  const detail = subject
    ? 'extensions.subject is none of the subjects that are known (row event.subjects).'
    : 'extensions.subject is missing, and graded events need it.';
  const hint = near(subject?.value ?? null, forms.subjects);
  const said = { detail, span: spanOf(subject ?? event), ...hint };
  return [eventFinding('events/invalid', forms.without.subject, said)];
}

/** What a text turns out to be that should be the URL of a record on the platform. */
type EventReference =
  | { readonly type: 'url'; readonly sourcedId: string }
  /**
   * Close to a URL of the platform, which may accept it or not. `reason` completes the sentence "It
   * …".
   */
  | { readonly type: 'other'; readonly sourcedId?: string; readonly reason: string };

type Where = Pick<EventContext, 'environment' | 'others'>;

/** Reads a reference that should begin with the base URL and a path. */
export function parseEventReference(text: string, path: string, where: Where): EventReference {
  const { baseUrl } = where.environment;
  const own = idBehind(`${baseUrl}${path}/`, text);
  if (own !== undefined) return fromId(own);
  for (const [otherUrl, name] of where.others) {
    const sourcedId = idBehind(`${otherUrl}${path}/`, text);
    if (sourcedId !== undefined) {
      return { type: 'other', sourcedId, reason: `is an address of the environment ${name}` };
    }
  }
  const reason = `does not begin with ${baseUrl}${path}/`;
  const last = /^urn:uuid:(.+)$/i.exec(text)?.[1] ?? text.split('/').filter(Boolean).at(-1);
  return { type: 'other', ...(last !== undefined && { sourcedId: last }), reason };
}

function idBehind(prefix: string, text: string): string | undefined {
  if (!text.startsWith(prefix)) return undefined;
  const rest = text.slice(prefix.length);
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
}

function fromId(sourcedId: string): EventReference {
  const fault = isTemplate(sourcedId)
    ? ({ type: 'placeholder' } as const)
    : sourcedIdFault(sourcedId);
  if (!fault) return { type: 'url', sourcedId };
  const reason =
    fault.type === 'placeholder' ? 'ends in a placeholder' : `ends in an id that ${fault.reason}`;
  return { type: 'other', reason };
}

/** Placeholders as the developer guide writes them: YOUR_STUDENT_ID. */
function isTemplate(text: string): boolean {
  return /^\{?YOUR_[A-Z_]+\}?$/.test(text);
}

export function isReferenceTo(text: string | undefined, path: string, where: Where): boolean {
  return text !== undefined && parseEventReference(text, path, where).type === 'url';
}

/** The correct form of a reference. */
export function rightForm(path: string, sourcedId: string, { environment }: Where): string {
  return eventUrl(environment.baseUrl, path, sourcedId);
}
