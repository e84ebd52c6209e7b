import type { JsonNode } from '../document/json-nodes.ts';
import type { EventForms, EventLoss } from '../model/event-forms.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import type { Span } from '../model/span.ts';
import type { Known } from './known.ts';

/** What events are checked against. */
export interface Terms {
  readonly forms: EventForms;
  readonly environment: { readonly name: string; readonly baseUrl: string };
  /** Names of the other platforms in the config, by base URL. */
  readonly others: ReadonlyMap<string, string>;
  readonly known: Known;
  readonly spanOf: (node: JsonNode) => Span;
}

/** One fault of an event, and what the event loses by it. */
export interface Finding {
  readonly loss?: EventLoss;
  readonly problem: Problem;
}

interface Said {
  readonly detail: string;
  readonly hint?: string;
  readonly span: Span;
}

/**
 * A finding that costs the event its credit or more; with `credited` the finding is a warning only.
 */
export function finding(code: ProblemCode, outcome: EventLoss | 'credited', said: Said): Finding {
  if (outcome === 'credited') return doubt(said);
  return { loss: outcome, problem: problem(code, said) };
}

export function doubt(said: Said): Finding {
  return { problem: problem('events/doubtful', said) };
}
