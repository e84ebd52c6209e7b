import { type JsonNode, nodeAt, textAt } from '../document/json-nodes.ts';
import { type EventFinding, type EventRules, rejected } from './rules.ts';

/** Whether a node is an envelope: it has a list `data` and no `type`. An event has a type and no data. */
export function isEnvelope(node: JsonNode): boolean {
  return nodeAt(node, 'type') === undefined && Array.isArray(nodeAt(node, 'data')?.value);
}

/** The events of one request: the node itself, or those of an envelope. The documents show both. */
export function eventsOf(node: JsonNode): readonly JsonNode[] {
  const data = isEnvelope(node) ? nodeAt(node, 'data')?.value : undefined;
  return Array.isArray(data) ? data : [node];
}

/** The faults of an envelope itself. They are faults of all its events. */
export function envelopeFindings(
  envelope: JsonNode,
  { forms }: Pick<EventRules, 'forms'>,
): EventFinding[] {
  return forms.envelopeKeys
    .filter((key) => !textAt(envelope, key))
    .map((field) => {
      const detail = `The envelope has no text under ${field}, which the client of the official SDK always sends.`;
      return rejected({ detail, field, node: envelope });
    });
}
