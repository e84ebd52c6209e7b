import { type SourceLines, withFrame } from '../../document/place.ts';
import type { Destination } from '../../model/destination.ts';
import type { JsonObject } from '../../model/json.ts';
import { nest } from '../../model/json-values.ts';
import type { Address, ByDefault } from '../../model/node.ts';
import {
  type Action,
  type Change,
  type ComparedCommit,
  type ContextNode,
  type CourseLimit,
  type FieldChange,
  type Guard,
  type HeldBackChange,
  type Impact,
  type LeavingPlacement,
  type Partial,
  type Place,
  type Plan,
  type Tied,
  tallyOf,
} from '../../model/plan.ts';
import type { Platform } from '../../model/remote.ts';
import type { CourseScope } from '../../model/scope.ts';
import { partsOf } from '../words/names.ts';
import { pointForm, problemForm } from './problem-json.ts';
import { type Form, form, longJsonText, type MemberForms, type ObjectForm } from './read-json.ts';

const { address, as, filled, flag, known, list, map, number, object, oneOf, optional } = form;
const { text } = form;

/** The version of most JSON formats. A minor version adds fields; a major one would break readers. */
export const formatVersion = '1.0';

/** The version of the format of plans. From 1.1 on, plans say where they are sent. */
export const planFormat = '1.1';

/** The platform that a plan or a report is about. */
export const platformForm = object<Omit<Platform, 'destination'>>({
  name: text,
  url: text,
  dialect: text,
});

const courses: Form<CourseScope['courses']> = {
  read: (json) => (json === 'own' ? 'own' : optional(list(text)).read(json)),
  write: (value) => value,
};

/** Where requests are sent and how they are shaped. */
export const destinationForm = object<Destination>({
  baseUrl: text,
  tokenUrl: text,
  qtiUrl: optional(text),
  caliperUrl: optional(text),
  credentials: list(object({ clientId: text, clientSecret: text })),
  org: known(text),
  scope: optional(
    object<CourseScope>({
      courses,
      org: optional(text),
      primaryApp: as('primaryApp', optional(text)),
      prefix: optional(text),
    }),
  ),
  corrected: as('corrected_rows', list(text)),
  rows: map,
  overrides: list(map),
});

/** The action of a change. */
export const actionForm = oneOf<Action>(['create', 'update', 'move', 'reorder', 'retire']);

/** The selection of a partial run. */
export const partialForm = object<Partial>({
  target: list(address),
  exclude: list(address),
  brought: list(address),
  outside: number,
});

/** A change that a run leaves out. */
export const heldForm = object<HeldBackChange>({
  address,
  title: text,
  action: actionForm,
  because: oneOf(['excluded', 'frozen', 'needs']),
  on: address,
});

/** The counted results and classes; unknown numbers are null. */
const tied: MemberForms<Tied> = {
  results: known(number),
  classes: as('open_classes', known(number)),
  enrollments: known(number),
};

const leaving = object<LeavingPlacement>({
  sourcedId: text,
  resource: text,
  from: address,
  to: known(address),
  isKept: flag,
  results: known(number),
});

const impact = object<Impact>({
  ...tied,
  nodes: list(object<Tied & { readonly address: Address }>({ address, ...tied })),
  placements: optional(list(leaving)),
});

const guard = object<Guard>({
  guards: oneOf(['retire', 'update', 'results']),
  count: number,
  of: number,
  limit: number,
  courses: optional(
    list(object<CourseLimit>({ address, title: text, count: number, of: number, limit: number })),
  ),
  problem: problemForm,
});

/** A node by its address and title, with its parent if it has one. */
export const contextNodeForm: ObjectForm<ContextNode> = {
  // Written out for speed, like the places below: a plan may have a hundred thousand nodes.
  read: (json) => {
    const { address: of, title, parent: above } = map.read(json);
    const parent = above === undefined ? undefined : address.read(above);
    return { address: address.read(of), title: text.read(title), ...(parent && { parent }) };
  },
  write: ({ address, title, parent }) => ({ address, title, ...(parent && { parent }) }),
};

export const placeForm: ObjectForm<Place> = {
  read: (json) => {
    const { parent, position, sort_order: order } = map.read(json);
    const sortOrder = order === null ? null : number.read(order);
    return { parent: address.read(parent), position: number.read(position), sortOrder };
  },
  write: ({ parent, position, sortOrder }) => ({ parent, position, sort_order: sortOrder }),
};

export const byDefaultForm = object<ByDefault>({ path: filled(text), course: known(address) });

/**
 * The members of a plan that JSON has under the same names: those before the changes, and those after them.
 */
export const planParts = [
  object<Pick<Plan, 'against' | 'digest'>>({
    against: optional(object<ComparedCommit>({ ref: as('git', text), commit: text })),
    digest: text,
  }),
  object<
    Pick<Plan, 'context' | 'unmanaged' | 'partial' | 'held' | 'restored' | 'guards' | 'warnings'> &
      Pick<Plan, 'impact' | 'seal'>
  >({
    context: list(contextNodeForm),
    unmanaged: list(contextNodeForm),
    partial: optional(partialForm),
    held: list(heldForm),
    restored: list(address),
    guards: list(guard),
    warnings: list(problemForm),
    impact: optional(impact),
    seal: optional(text),
  }),
] as const;

/**
 * A plan in its public form, described by schemas/plan.schema.json, which does not depend on internal names.
 * It is complete: `planFromJson` restores the plan.
 */
export function planToJson(plan: Plan, sources: SourceLines): JsonObject {
  return {
    ...planMembers(plan, sources),
    resource_changes: plan.changes.map(resourceChangeToJson),
  };
}

/** The public form of a plan as text, for plans of any length. */
export function planToJsonText(plan: Plan, sources: SourceLines): string {
  return longJsonText(planMembers(plan, sources));
}

function* changesToJson(changes: readonly Change[]): Generator<JsonObject> {
  for (const change of changes) yield resourceChangeToJson(change);
}

function planMembers(plan: Plan, sources: SourceLines) {
  const { create, update, move, reorder, retire } = tallyOf(plan.changes);
  const [before, behind] = planParts;
  const guards = plan.guards.map((one) => ({ ...one, problem: withFrame(one.problem, sources) }));
  const warnings = plan.warnings.map((one) => withFrame(one, sources));
  return {
    format_version: planFormat,
    platform: platformForm.write(plan.platform),
    ...(plan.platform.destination && {
      destination: destinationForm.write(plan.platform.destination),
    }),
    ...before.write(plan),
    summary: {
      to_add: create,
      to_change: update,
      to_move: move + reorder,
      to_retire: retire,
      unchanged: plan.unchanged,
      unmanaged: plan.unmanaged.length,
      ...(plan.unmanagedPlacements !== undefined && {
        unmanaged_placements: plan.unmanagedPlacements,
      }),
      held: plan.held.length,
    },
    resource_changes: changesToJson(plan.changes),
    ...behind.write({ ...plan, guards, warnings }),
  };
}

/** The members with which each listed node begins: address and title. */
export function nodeToJson({ address: of, title }: Pick<ContextNode, 'address' | 'title'>) {
  const { kind, sourcedId } = partsOf(of);
  return { address: of, type: kind, sourced_id: sourcedId, title };
}

/** One change, as `resource_changes` of a plan holds it. */
export function resourceChangeToJson(change: Change): JsonObject {
  const { file, start, end } = change.source;
  return {
    ...nodeToJson(change),
    ...(change.parent !== undefined && { parent: change.parent }),
    change: changeToJson(change),
    ...(change.byDefault && { by_default: change.byDefault.map(byDefaultForm.write) }),
    source: { file, ...pointForm.write(start), ...(end && { end: pointForm.write(end) }) },
  };
}

function changeToJson(change: Change): JsonObject {
  if (change.action === 'create') {
    const { after, to } = change;
    return {
      actions: [change.action],
      before: null,
      after: after.fields,
      fields: [],
      ...(to && { to: placeForm.write(to) }),
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
      from: placeForm.write(change.from),
      to: placeForm.write(change.to),
    }),
    ...(change.action === 'reorder' && { makes_room: change.makesRoom }),
  };
}

function fieldToJson(field: FieldChange): JsonObject {
  const { path, kind, after } = field;
  return {
    path,
    kind,
    ...(field.kind === 'changed' && { before: field.before }),
    after,
    ...(field.kind === 'changed' && field.isEditedThere && { edited_on_platform: true }),
  };
}
