import type { Destination } from '../../model/destination.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { ByDefault, Entity } from '../../model/node.ts';
import type {
  Action,
  Change,
  ComparedCommit,
  ContextNode,
  CourseLimit,
  FieldChange,
  Guard,
  HeldBackChange,
  Impact,
  LeavingPlacement,
  Partial,
  Place,
  Plan,
  Tied,
} from '../../model/plan.ts';
import { checked, type Span } from '../../model/problem.ts';
import type { Platform } from '../../model/remote.ts';
import type { PerEnvironment } from '../../model/report.ts';
import type { CourseScope } from '../../model/scope.ts';
import { partsOf } from '../words/names.ts';
import { pointFromJson, problemFromJson } from './problem-json.ts';
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

/**
 * The plan that `planToJson` was given. Undefined where the JSON is none, or one of another major
 * version; keys that a later minor version added are ignored.
 */
export function planFromJson(json: Json): Plan | undefined {
  return attempt((): Plan => {
    const object = objectFrom(json);
    if (!/^1\./.test(textFrom(object['format_version']))) throw new Unreadable('another version');
    const partial = optional(object['partial'], partialFromJson);
    const against = optional(object['against'], againstFromJson);
    const seal = optional(object['seal'], textFrom);
    const placements = optional(objectFrom(object['summary'])['unmanaged_placements'], numberFrom);
    const impact = optional(object['impact'], impactFromJson);
    const destination = optional(object['destination'], destinationFromJson);
    return {
      platform: {
        ...platformFromJson(object['platform']),
        ...(destination && { destination }),
      },
      ...(against && { against }),
      changes: listFrom(object['resource_changes'], changeFromJson),
      context: listFrom(object['context'], nodeFromJson),
      unchanged: numberFrom(objectFrom(object['summary'])['unchanged']),
      unmanaged: listFrom(object['unmanaged'], nodeFromJson),
      ...(placements !== undefined && { unmanagedPlacements: placements }),
      ...(partial && { partial }),
      held: listFrom(object['held'], heldFromJson),
      restored: listFrom(object['restored'], addressFrom),
      guards: listFrom(object['guards'], guardFromJson),
      warnings: listFrom(object['warnings'], problemFromJson),
      ...(impact && { impact }),
      digest: textFrom(object['digest']),
      ...(seal !== undefined && { seal }),
    };
  });
}

function againstFromJson(json: Json | undefined): ComparedCommit {
  const object = objectFrom(json);
  return { ref: textFrom(object['git']), commit: textFrom(object['commit']) };
}

function partialFromJson(json: Json | undefined): Partial {
  const object = objectFrom(json);
  return {
    target: listFrom(object['target'], addressFrom),
    exclude: listFrom(object['exclude'], addressFrom),
    brought: listFrom(object['brought'], addressFrom),
    outside: numberFrom(object['outside']),
  };
}

function heldFromJson(json: Json | undefined): HeldBackChange {
  const object = objectFrom(json);
  return {
    address: addressFrom(object['address']),
    title: textFrom(object['title']),
    action: oneOf(object['action'], actions),
    because: oneOf(object['because'], ['excluded', 'frozen', 'needs']),
    on: addressFrom(object['on']),
  };
}

function impactFromJson(json: Json | undefined): Impact {
  const object = objectFrom(json);
  const nodes = listFrom(object['nodes'], (each) => {
    const node = objectFrom(each);
    return { address: addressFrom(node['address']), ...tiedFrom(node) };
  });
  const placements = optional(object['placements'], (list) => listFrom(list, leavingFrom));
  return { nodes, ...(placements && { placements }), ...tiedFrom(object) };
}

function leavingFrom(json: Json | undefined): LeavingPlacement {
  const object = objectFrom(json);
  const [to, results] = [valueFrom(object['to']), valueFrom(object['results'])];
  return {
    sourcedId: textFrom(object['sourced_id']),
    resource: textFrom(object['resource']),
    from: addressFrom(object['from']),
    ...(to !== null && { to: addressFrom(to) }),
    isKept: object['is_kept'] === true,
    ...(results !== null && { results: numberFrom(results) }),
  };
}

function tiedFrom(object: JsonObject): Tied {
  const known = (key: string) => {
    const value = valueFrom(object[key]);
    return value === null ? undefined : numberFrom(value);
  };
  const [results, classes, enrollments] = [
    known('results'),
    known('open_classes'),
    known('enrollments'),
  ];
  return {
    ...(results !== undefined && { results }),
    ...(classes !== undefined && { classes }),
    ...(enrollments !== undefined && { enrollments }),
  };
}

function guardFromJson(json: Json | undefined): Guard {
  const object = objectFrom(json);
  const courses = optional(object['courses'], (list) => listFrom(list, courseLimitFromJson));
  return {
    guards: oneOf(object['guards'], ['retire', 'update', 'results']),
    count: numberFrom(object['count']),
    of: numberFrom(object['of']),
    limit: numberFrom(object['limit']),
    ...(courses && { courses }),
    problem: problemFromJson(object['problem']),
  };
}

function courseLimitFromJson(json: Json | undefined): CourseLimit {
  const object = objectFrom(json);
  return {
    address: addressFrom(object['address']),
    title: textFrom(object['title']),
    count: numberFrom(object['count']),
    of: numberFrom(object['of']),
    limit: numberFrom(object['limit']),
  };
}

function platformFromJson(json: Json | undefined): Platform {
  const object = objectFrom(json);
  return {
    name: textFrom(object['name']),
    url: textFrom(object['url']),
    dialect: textFrom(object['dialect']),
  };
}

function destinationFromJson(json: Json | undefined): Destination {
  const object = objectFrom(json);
  const org = valueFrom(object['org']);
  const scope = optional(object['scope'], scopeFromJson);
  const qtiUrl = optional(object['qti_url'], textFrom);
  const caliperUrl = optional(object['caliper_url'], textFrom);
  return {
    baseUrl: textFrom(object['base_url']),
    tokenUrl: textFrom(object['token_url']),
    ...(qtiUrl !== undefined && { qtiUrl }),
    ...(caliperUrl !== undefined && { caliperUrl }),
    credentials: listFrom(object['credentials'], (each) => {
      const names = objectFrom(each);
      return {
        clientId: textFrom(names['client_id']),
        clientSecret: textFrom(names['client_secret']),
      };
    }),
    ...(org !== null && { org: textFrom(org) }),
    ...(scope && { scope }),
    rows: objectFrom(object['rows']),
    corrected: listFrom(object['corrected_rows'], textFrom),
    overrides: listFrom(object['overrides'], objectFrom),
  };
}

function scopeFromJson(json: Json | undefined): CourseScope {
  const object = objectFrom(json);
  const { courses: named } = object;
  const courses = named === 'own' ? 'own' : optional(named, (list) => listFrom(list, textFrom));
  const org = optional(object['org'], textFrom);
  const primaryApp = optional(object['primaryApp'], textFrom);
  const prefix = optional(object['prefix'], textFrom);
  return {
    ...(courses !== undefined && { courses }),
    ...(org !== undefined && { org }),
    ...(primaryApp !== undefined && { primaryApp }),
    ...(prefix !== undefined && { prefix }),
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
  const byDefault = optional(object['by_default'], (list) => listFrom(list, byDefaultFromJson));
  const node = {
    ...nodeFromJson(json),
    source: sourceFromJson(object['source']),
    ...(byDefault && { byDefault }),
  };
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

function byDefaultFromJson(json: Json | undefined): ByDefault {
  const object = objectFrom(json);
  const course = valueFrom(object['course']);
  return {
    path: pathFrom(object['path']),
    ...(course !== null && { course: addressFrom(course) }),
  };
}

function pathFrom(json: Json | undefined): ByDefault['path'] {
  const [first, ...rest] = listFrom(json, textFrom);
  if (first === undefined) throw new Unreadable('an empty path');
  return [first, ...rest];
}

/** Every action, as a plan names it. */
export const actions = [
  'create',
  'update',
  'move',
  'reorder',
  'retire',
] as const satisfies readonly Action[];

/** Identity and parent stand once in the JSON, on the change; the entity repeats them. */
function entityFromJson(
  { address, parent }: ContextNode,
  fields: Json | undefined,
): Omit<Entity, 'title'> {
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
    const path = pathFrom(object['path']);
    const after = valueFrom(object['after']);
    return kind === 'added'
      ? { path, kind, after }
      : {
          path,
          kind,
          before: valueFrom(object['before']),
          after,
          ...(object['edited_on_platform'] === true && { isEditedThere: true as const }),
        };
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

/** Whether JSON is meant to hold plans of several environments. */
export function isOfSeveral(json: Json): boolean {
  return attempt(() => objectFrom(json)['environments']) !== undefined;
}

/** The plans that `plansToJson` was given. Undefined where the JSON is none. */
export function plansFromJson(json: Json): readonly PerEnvironment<Plan>[] | undefined {
  return attempt(() => {
    const several = listFrom(objectFrom(json)['environments'], fromJson);
    const names = new Set(several.map(({ environment }) => environment));
    if (names.size < several.length) throw new Unreadable('an environment twice');
    return several;
  });
}

function fromJson(json: Json | undefined): PerEnvironment<Plan> {
  const object = objectFrom(json);
  const environment = textFrom(object['name']);
  if (object['plan'] === undefined) {
    const problems = listFrom(object['diagnostics'], problemFromJson);
    return { environment, result: { ok: false, problems } };
  }
  const plan = planFromJson(object['plan']);
  // The name beside the plan is under no seal: the one in it is.
  if (plan?.platform.name !== environment) throw new Unreadable('the plan of another environment');
  return { environment, result: checked(plan, []) };
}
