import type { Entity } from '../model/entity.ts';
import type { Json, JsonObject } from '../model/json.ts';
import {
  type Action,
  type Change,
  type ContextNode,
  type FieldChange,
  type Place,
  type Plan,
  tallyOf,
} from '../model/plan.ts';
import type { Platform } from '../model/remote.ts';
import type { Span } from '../model/span.ts';
import { partsOf } from './names.ts';
import { nest } from './nest.ts';
import { pointFromJson, pointToJson, problemFromJson, problemToJson } from './problem-json.ts';
import {
  addressFrom,
  attempt,
  listFrom,
  numberFrom,
  objectFrom,
  oneOf,
  optional,
  textFrom,
  Unreadable,
  valueFrom,
} from './read-json.ts';

/** Minor: fields were added. Major: readers of the old form would be wrong. */
export const formatVersion = '1.0';

/**
 * A plan in its public form, described by schemas/plan.schema.json. Internals may be renamed
 * without it. It is complete: `planFromJson` gives the plan back.
 */
export function planToJson(plan: Plan): JsonObject {
  const { create, update, move, reorder, retire } = tallyOf(plan.changes);
  return {
    format_version: formatVersion,
    platform: platformToJson(plan.platform),
    digest: plan.digest,
    summary: {
      to_add: create,
      to_change: update,
      to_move: move + reorder,
      to_retire: retire,
      unchanged: plan.unchanged,
      unmanaged: plan.unmanaged.length,
    },
    resource_changes: plan.changes.map(resourceChange),
    context: plan.context.map(nodeToJson),
    unmanaged: plan.unmanaged.map(nodeToJson),
    warnings: plan.warnings.map(problemToJson),
  };
}

/** The platform that a plan or a report is about. */
export function platformToJson({ name, url, dialect }: Platform): JsonObject {
  return { name, url, dialect };
}

function resourceChange(change: Change): JsonObject {
  const { file, start, end } = change.source;
  const { kind, sourcedId } = partsOf(change.address);
  return {
    address: change.address,
    type: kind,
    sourced_id: sourcedId,
    title: change.title,
    ...(change.parent !== undefined && { parent: change.parent }),
    change: changeToJson(change),
    source: { file, ...pointToJson(start), ...(end && { end: pointToJson(end) }) },
  };
}

function changeToJson(change: Change): JsonObject {
  if (change.action === 'create') {
    const { action, after, to } = change;
    return {
      actions: [action],
      before: null,
      after: after.fields,
      fields: [],
      ...(to && { to: placeToJson(to) }),
    };
  }
  return {
    actions: [change.action],
    before: nest(
      change.fields.flatMap((field) =>
        field.kind === 'added' ? [] : [[field.path, field.before]],
      ),
    ),
    after: nest(change.fields.map(({ path, after }) => [path, after])),
    fields: change.fields.map(fieldToJson),
    ...(change.action === 'retire' && change.reason !== undefined && { reason: change.reason }),
    ...((change.action === 'move' || change.action === 'reorder') && {
      from: placeToJson(change.from),
      to: placeToJson(change.to),
    }),
    ...(change.action === 'reorder' && { makes_room: change.makesRoom }),
  };
}

function fieldToJson(field: FieldChange): JsonObject {
  const { path, kind, after } = field;
  return { path, kind, ...(field.kind === 'changed' && { before: field.before }), after };
}

function placeToJson({ parent, position, sortOrder }: Place): JsonObject {
  return { parent, position, sort_order: sortOrder };
}

function nodeToJson({ address, title, parent }: ContextNode): JsonObject {
  return { address, title, ...(parent !== undefined && { parent }) };
}

/**
 * The plan that `planToJson` was given. Undefined where the JSON is none, or one of another major
 * version; keys that a later minor version added are ignored.
 */
export function planFromJson(json: Json): Plan | undefined {
  return attempt((): Plan => {
    const object = objectFrom(json);
    if (!/^1\./.test(textFrom(object['format_version']))) throw new Unreadable('another version');
    return {
      platform: platformFromJson(object['platform']),
      changes: listFrom(object['resource_changes'], changeFromJson),
      context: listFrom(object['context'], nodeFromJson),
      unchanged: numberFrom(objectFrom(object['summary'])['unchanged']),
      unmanaged: listFrom(object['unmanaged'], nodeFromJson),
      warnings: listFrom(object['warnings'], problemFromJson),
      digest: textFrom(object['digest']),
    };
  });
}

function platformFromJson(json: Json | undefined): Platform {
  const object = objectFrom(json);
  return {
    name: textFrom(object['name']),
    url: textFrom(object['url']),
    dialect: textFrom(object['dialect']),
  };
}

function nodeFromJson(json: Json | undefined): ContextNode {
  const object = objectFrom(json);
  const parent = optional(object['parent'], addressFrom);
  return {
    address: addressFrom(object['address']),
    title: textFrom(object['title']),
    ...(parent !== undefined && { parent }),
  };
}

function changeFromJson(json: Json | undefined): Change {
  const object = objectFrom(json);
  const node = { ...nodeFromJson(json), source: sourceFromJson(object['source']) };
  const change = objectFrom(object['change']);
  const [action] = listFrom(change['actions'], (each) => oneOf(each, actions));
  if (action === undefined) throw new Unreadable('no action');
  switch (action) {
    case 'create': {
      const to = optional(change['to'], placeFromJson);
      return { ...node, action, after: entityFromJson(node, change['after']), ...(to && { to }) };
    }
    case 'update': {
      const [first, ...rest] = fieldsFromJson(change);
      if (!first) throw new Unreadable('an update without a difference');
      return { ...node, action, fields: [first, ...rest] };
    }
    case 'retire': {
      const reason = optional(change['reason'], textFrom);
      return { ...node, action, fields: [], ...(reason !== undefined && { reason }) };
    }
    case 'move':
    case 'reorder': {
      const [from, to] = [placeFromJson(change['from']), placeFromJson(change['to'])];
      const fields = fieldsFromJson(change);
      if (action === 'move') return { ...node, action, from, to, fields };
      const makesRoom = change['makes_room'] === true;
      return { ...node, action, makesRoom, from, to, fields };
    }
  }
}

const actions = [
  'create',
  'update',
  'move',
  'reorder',
  'retire',
] as const satisfies readonly Action[];

/** Identity and parent stand once in the JSON, on the change; the entity repeats them. */
function entityFromJson({ address, parent }: ContextNode, fields: Json | undefined): Entity {
  return {
    ...partsOf(address),
    ...(parent !== undefined && { parent }),
    fields: objectFrom(fields),
  };
}

function sourceFromJson(json: Json | undefined): Span {
  const object = objectFrom(json);
  const end = optional(object['end'], pointFromJson);
  return { file: textFrom(object['file']), start: pointFromJson(json), ...(end && { end }) };
}

function fieldsFromJson(change: JsonObject): FieldChange[] {
  return listFrom(change['fields'], (json) => {
    const object = objectFrom(json);
    const kind = oneOf(object['kind'], ['added', 'changed']);
    const [first, ...rest] = listFrom(object['path'], textFrom);
    if (first === undefined) throw new Unreadable('an empty path');
    const path = [first, ...rest] as const;
    const after = valueFrom(object['after']);
    return kind === 'added'
      ? { path, kind, after }
      : { path, kind, before: valueFrom(object['before']), after };
  });
}

function placeFromJson(json: Json | undefined): Place {
  const object = objectFrom(json);
  const sortOrder = valueFrom(object['sort_order']);
  return {
    parent: addressFrom(object['parent']),
    position: numberFrom(object['position']),
    sortOrder: sortOrder === null ? null : numberFrom(sortOrder),
  };
}
