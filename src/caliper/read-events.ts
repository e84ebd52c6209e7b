import { type JsonFault, type JsonNode, nodeAt, readJsonNodes } from '../document/json-nodes.ts';
import { lineStartsOf, pointAtOffset } from '../document/lines.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';

export interface ReadEvents {
  readonly events: readonly JsonNode[];
  /** Envelopes with the number of events in each. */
  readonly envelopes: readonly { readonly node: JsonNode; readonly count: number }[];
  readonly spanOf: (node: { readonly at: number }) => Span;
  readonly problems: readonly Problem[];
}

/**
 * Reads the events of a file: one event, a list, an envelope with `data`, or any of these on each
 * line.
 */
export function readEvents(file: string, text: string): ReadEvents {
  const { nodes, faults } = readJsonNodes(text);
  const starts = lineStartsOf(text);
  const spanOf = ({ at }: { readonly at: number }) => ({ file, start: pointAtOffset(starts, at) });
  const envelopes: { node: JsonNode; count: number }[] = [];
  const events = nodes.flatMap((node) => eventsIn(node, envelopes));
  const problems = faults.slice(0, mostFaults).map(({ at, start, detail: why }) => {
    const span = spanOf({ at });
    const { line } = spanOf({ at: start }).start;
    const begun = line === span.start.line ? '' : ` The value around it begins on line ${line}.`;
    return problem('events/unreadable', { detail: `${why}${begun}`, hint: unreadableHint, span });
  });
  const more = moreFaults(faults, spanOf);
  return {
    events,
    envelopes,
    spanOf,
    problems: [...problems, ...more, ...none(file, events, faults)],
  };
}

/** A file with more broken lines than this does not hold events. */
const mostFaults = 20;

function moreFaults(faults: readonly JsonFault[], spanOf: ReadEvents['spanOf']): Problem[] {
  const hidden = faults[mostFaults];
  if (!hidden) return [];
  const detail = `From here on ${faults.length - mostFaults} more values cannot be read.`;
  return [problem('events/unreadable', { detail, span: spanOf(hidden) })];
}

const unreadableHint =
  'Write each event, or a list or envelope of events, as JSON: one document, or one a line.';

function none(file: string, events: readonly unknown[], faults: readonly unknown[]): Problem[] {
  if (events.length > 0 || faults.length > 0) return [];
  const span = { file, start: { line: 1, column: 1 } };
  return [
    problem('events/unreadable', { detail: 'There is no event here.', hint: unreadableHint, span }),
  ];
}

/** An envelope of a sensor has `data` and no type; an event has a type and no data. */
function isEnvelope(node: JsonNode): boolean {
  return nodeAt(node, 'type') === undefined && Array.isArray(nodeAt(node, 'data')?.value);
}

/**
 * Collects events from lists and envelopes. A list may hold envelopes; an envelope holds events.
 */
function eventsIn(
  node: JsonNode,
  envelopes: { node: JsonNode; count: number }[],
): readonly JsonNode[] {
  if (Array.isArray(node.value)) {
    return node.value.flatMap((item) => (isEnvelope(item) ? eventsIn(item, envelopes) : [item]));
  }
  const data = isEnvelope(node) ? nodeAt(node, 'data')?.value : undefined;
  if (!Array.isArray(data)) return [node];
  envelopes.push({ node, count: data.length });
  return data;
}
