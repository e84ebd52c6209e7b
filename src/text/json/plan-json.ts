import type { SourceLines } from '../../document/place.ts';
import type { Destination } from '../../model/destination.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ByDefault } from '../../model/node.ts';
import {
  type Change,
  type ComparedCommit,
  type ContextNode,
  type FieldChange,
  type Guard,
  type HeldBackChange,
  type Impact,
  type Partial,
  type Place,
  type Plan,
  type Tied,
  tallyOf,
} from '../../model/plan.ts';
import type { Platform } from '../../model/remote.ts';
import { partsOf } from '../words/names.ts';
import { pointToJson, problemToJson } from './problem-json.ts';
import { longJsonText, nest } from './read-json.ts';

/** Minor: fields were added. Major: readers of the old form would be wrong. */
export const formatVersion = '1.0';

/** Of plans. From 1.1 on they say where they are sent. */
export const planFormat = '1.1';

/**
 * A plan in its public form, described by schemas/plan.schema.json. Internals may be renamed
 * without it. It is complete: `planFromJson` gives the plan back.
 */
export function planToJson(plan: Plan, sources: SourceLines): JsonObject {
  return {
    ...planMembers(plan, sources),
    resource_changes: plan.changes.map(resourceChangeToJson),
  };
}

/** The same as text, for plans of any length. */
export function planToJsonText(plan: Plan, sources: SourceLines): string {
  return longJsonText(planMembers(plan, sources));
}

function* changesToJson(changes: readonly Change[]): Generator<JsonObject> {
  for (const change of changes) yield resourceChangeToJson(change);
}

function planMembers(plan: Plan, sources: SourceLines) {
  const { create, update, move, reorder, retire } = tallyOf(plan.changes);
  return {
    format_version: planFormat,
    platform: platformToJson(plan.platform),
    ...(plan.platform.destination && { destination: destinationToJson(plan.platform.destination) }),
    ...(plan.against && { against: againstToJson(plan.against) }),
    digest: plan.digest,
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
    context: plan.context.map(nodeToJson),
    unmanaged: plan.unmanaged.map(nodeToJson),
    ...(plan.partial && { partial: partialToJson(plan.partial) }),
    held: plan.held.map(heldToJson),
    restored: plan.restored,
    guards: plan.guards.map((guard) => guardToJson(guard, sources)),
    warnings: plan.warnings.map((warning) => problemToJson(warning, sources)),
    ...(plan.impact && { impact: impactToJson(plan.impact) }),
    ...(plan.seal !== undefined && { seal: plan.seal }),
  };
}

/** Where requests go and how they are shaped. */
function destinationToJson(destination: Destination): JsonObject {
  const { baseUrl, tokenUrl, qtiUrl, caliperUrl, credentials, org = null, scope } = destination;
  const { rows, corrected, overrides } = destination;
  return {
    base_url: baseUrl,
    token_url: tokenUrl,
    ...(qtiUrl !== undefined && { qti_url: qtiUrl }),
    ...(caliperUrl !== undefined && { caliper_url: caliperUrl }),
    credentials: credentials.map(({ clientId, clientSecret }) => ({
      client_id: clientId,
      client_secret: clientSecret,
    })),
    org,
    ...(scope && { scope: { ...scope } }),
    corrected_rows: corrected,
    rows,
    overrides,
  };
}

/** The commit that stood in for the platform. */
function againstToJson({ ref, commit }: ComparedCommit): JsonObject {
  return { git: ref, commit };
}

/** How a run was narrowed. */
export function partialToJson({ target, exclude, brought, outside }: Partial): JsonObject {
  return { target, exclude, brought, outside };
}

/** A change that a run leaves. */
export function heldToJson({ address, title, action, because, on }: HeldBackChange): JsonObject {
  return { address, title, action, because, on };
}

/** What is unknown is null. */
function impactToJson({ nodes, placements, ...total }: Impact): JsonObject {
  const tied = ({ results = null, classes = null, enrollments = null }: Unknowing) => ({
    results,
    open_classes: classes,
    enrollments,
  });
  return {
    ...tied(total),
    nodes: nodes.map((node) => ({ address: node.address, ...tied(node) })),
    ...(placements && {
      placements: placements.map(({ sourcedId, resource, from, to, isKept, results = null }) => ({
        ...{ sourced_id: sourcedId, resource, from, to: to ?? null, is_kept: isKept, results },
      })),
    }),
  };
}

type Unknowing = { readonly [Key in keyof Tied]?: number | null };

function guardToJson(
  { guards, count, of, limit, courses, problem }: Guard,
  sources: SourceLines,
): JsonObject {
  return {
    guards,
    count,
    of,
    limit,
    ...(courses && { courses: courses.map((course) => ({ ...course })) }),
    problem: problemToJson(problem, sources),
  };
}

/** The platform that a plan or a report is about. */
export function platformToJson({ name, url, dialect }: Platform): JsonObject {
  return { name, url, dialect };
}

/** One change, as `resource_changes` of a plan has it. */
export function resourceChangeToJson(change: Change): JsonObject {
  const { file, start, end } = change.source;
  const { kind, sourcedId } = partsOf(change.address);
  return {
    address: change.address,
    type: kind,
    sourced_id: sourcedId,
    title: change.title,
    ...(change.parent !== undefined && { parent: change.parent }),
    change: changeToJson(change),
    ...(change.byDefault && { by_default: change.byDefault.map(byDefaultToJson) }),
    source: { file, ...pointToJson(start), ...(end && { end: pointToJson(end) }) },
  };
}

function byDefaultToJson({ path, course }: ByDefault): JsonObject {
  return { path, course: course ?? null };
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
  return {
    path,
    kind,
    ...(field.kind === 'changed' && { before: field.before }),
    after,
    ...(field.kind === 'changed' && field.isEditedThere && { edited_on_platform: true }),
  };
}

function placeToJson({ parent, position, sortOrder }: Place): JsonObject {
  return { parent, position, sort_order: sortOrder };
}

function nodeToJson({ address, title, parent }: ContextNode): JsonObject {
  return { address, title, ...(parent !== undefined && { parent }) };
}
