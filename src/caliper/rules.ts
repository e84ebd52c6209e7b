import type { JsonNode } from '../document/json-nodes.ts';
import { nearest } from '../document/validate.ts';
import type { EventForms, EventLoss } from '../model/event-check.ts';
import type { ProblemCode } from '../model/problem-codes.ts';

/** What events are judged by. It is the same for a file of events and for a platform that takes them. */
export interface EventRules {
  readonly forms: EventForms;
  readonly platform: NamedPlatform;
  readonly holdings: Holdings;
}

/** The platform by the addresses that events use for it. */
export interface NamedPlatform {
  readonly baseUrl: string;
  /** Whether it is a copy, such as the emulator: events may use the addresses of documented platforms. */
  readonly isCopy: boolean;
  /** The names of the other platforms in the config, by base URL. */
  readonly others: ReadonlyMap<string, string>;
}

/** The courses, lessons and students that events can name: of a catalog with its ledger, or of a platform. */
export interface Holdings {
  readonly find: (kind: 'course' | 'lesson', sourcedId: string) => Found;
  readonly courseOf: (lesson: string) => string | undefined;
  /** The sourcedId of a student; undefined if there is none. A catalog has no students and accepts all. */
  readonly student: (named: NamedStudent) => string | undefined;
}

/** How an event names a student: by the id in a URL, or by an e-mail address. */
export type NamedStudent =
  | { readonly by: 'id'; readonly sourcedId: string }
  | { readonly by: 'email'; readonly email: string };

/** Whether a node that an event names is held here. `why` completes the sentence "…names ID, …". */
export type Found =
  | { readonly state: 'here' }
  | { readonly state: 'elsewhere' | 'absent'; readonly why: string; readonly hint?: string };

/** What one fault costs an event. `doubtful`: sources contradict each other about whether it is lost. */
export type Cost = EventLoss | 'doubtful';

/** One fault of an event. */
export interface EventFinding {
  /** Absent: the event loses nothing by the fault. */
  readonly cost?: Cost;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly hint?: string;
  /** The part of the event with the fault: `extensions.course.id`. */
  readonly field: string;
  readonly node: JsonNode;
}

type Said = Pick<EventFinding, 'detail' | 'field' | 'node'> & {
  readonly hint?: string | undefined;
};

/** A fault with the cost that the rows give it. A fault without a cost is a warning. */
export function finding(
  code: ProblemCode,
  cost: EventLoss | 'credited' | 'unclear',
  { hint, ...said }: Said,
): EventFinding {
  const hinted = { ...said, ...(hint !== undefined && { hint }) };
  if (cost === 'rejected' || cost === 'dropped') return { code, cost, ...hinted };
  const warning = { code: 'events/doubtful', ...hinted } as const;
  return cost === 'unclear' ? { ...warning, cost: 'doubtful' } : warning;
}

/** A fault that costs nothing by itself. */
export function warning(said: Said): EventFinding {
  return finding('events/doubtful', 'credited', said);
}

/** A fault for which the platform answers 400. */
export function rejected(said: Said): EventFinding {
  return finding('events/invalid', 'rejected', said);
}

/** Joins names for a message: `a, b or c`. */
export function inWords(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** A hint with the nearest of the known words, or with all of them. */
export function near(value: JsonNode['value'], known: readonly string[]): string {
  const found = typeof value === 'string' && value.length < 100 ? nearest(value, known) : undefined;
  return found === undefined ? `Use ${inWords(known)}.` : `Did you mean "${found}"?`;
}

/**
 * The id of an entity: of an object, or the text itself, which Caliper allows; undefined if it is no text.
 */
export function entityId(node: JsonNode | undefined): string | undefined {
  const inside = node?.value instanceof Map ? node.value.get('id') : node;
  return typeof inside?.value === 'string' ? inside.value : undefined;
}
