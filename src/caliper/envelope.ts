import { type JsonNode, nodeAt } from '../document/json-nodes.ts';

/** An envelope of a sensor has `data` and no type; an event has a type and no data. */
export function isEnvelope(node: JsonNode): boolean {
  return nodeAt(node, 'type') === undefined && Array.isArray(nodeAt(node, 'data')?.value);
}

/** The events of one request: one by itself, or those of an envelope. The documents show both. */
export function eventsOf(node: JsonNode): readonly JsonNode[] {
  const data = isEnvelope(node) ? nodeAt(node, 'data')?.value : undefined;
  return Array.isArray(data) ? data : [node];
}
