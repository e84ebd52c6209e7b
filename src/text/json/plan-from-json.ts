import type { Json, JsonObject } from '../../model/json.ts';
import type { Change, FieldChange, Plan } from '../../model/plan.ts';
import { checked, type Span } from '../../model/problem.ts';
import type { PerEnvironment } from '../../model/report.ts';
import { partsOf } from '../words/names.ts';
import {
  actionForm,
  byDefaultForm,
  contextNodeForm,
  destinationForm,
  placeForm,
  planParts,
  platformForm,
} from './plan-json.ts';
import { pointForm, problemForm } from './problem-json.ts';
import { attempt, form, Unreadable } from './read-json.ts';

const { anything, filled, flag, list, map, number, oneOf, optional, text } = form;

/** Made once for speed, since a plan may have a hundred thousand changes. */
const [pathOf, actions, maps] = [filled(text), filled(actionForm), list(map)];
const [words, point, placing] = [optional(text), optional(pointForm), optional(placeForm)];
const [defaultsOf, kindOf] = [optional(list(byDefaultForm)), oneOf(['added', 'changed'])];

/**
 * Restores a plan from the JSON of `planToJson`. Undefined if the JSON is not a plan, or has another major
 * version; keys of later minor versions are ignored.
 */
export function planFromJson(json: Json): Plan | undefined {
  return attempt((): Plan => {
    const members = map.read(json);
    if (!/^1\./.test(text.read(members['format_version']))) throw new Unreadable('another version');
    const summary = map.read(members['summary']);
    const placements = optional(number).read(summary['unmanaged_placements']);
    const sentTo = optional(destinationForm).read(members['destination']);
    const [before, behind] = planParts;
    return {
      platform: {
        ...platformForm.read(members['platform']),
        ...(sentTo && { destination: sentTo }),
      },
      ...before.read(json),
      changes: list(anything).read(members['resource_changes']).map(changeFromJson),
      unchanged: number.read(summary['unchanged']),
      ...(placements !== undefined && { unmanagedPlacements: placements }),
      ...behind.read(json),
    };
  });
}

function changeFromJson(json: Json): Change {
  const members = map.read(json);
  const defaults = defaultsOf.read(members['by_default']);
  const node = {
    ...contextNodeForm.read(json),
    source: sourceFromJson(members['source']),
    ...(defaults && { byDefault: defaults }),
  };
  const what = map.read(members['change']);
  const [does] = actions.read(what['actions']);
  switch (does) {
    case 'create': {
      // JSON has identity and parent once, on the change; the entity in memory repeats them.
      const { address, parent } = node;
      const to = placing.read(what['to']);
      const above = parent !== undefined && { parent };
      const after = { ...partsOf(address), ...above, fields: map.read(what['after']) };
      return { ...node, action: does, after, ...(to && { to }) };
    }
    case 'update': {
      const [first, ...rest] = fieldsFromJson(what);
      if (!first) throw new Unreadable('an update without a difference');
      return { ...node, action: does, fields: [first, ...rest] };
    }
    case 'retire': {
      const reason = words.read(what['reason']);
      const fields = fieldsFromJson(what);
      return { ...node, action: does, fields, ...(reason !== undefined && { reason }) };
    }
    case 'move':
    case 'reorder': {
      const [from, to] = [placeForm.read(what['from']), placeForm.read(what['to'])];
      const fields = fieldsFromJson(what);
      if (does === 'move') return { ...node, action: does, from, to, fields };
      return { ...node, action: does, makesRoom: flag.read(what['makes_room']), from, to, fields };
    }
  }
}

function sourceFromJson(json: Json | undefined): Span {
  const { file, end: last } = map.read(json);
  const end = point.read(last);
  return { file: text.read(file), start: pointForm.read(json), ...(end && { end }) };
}

function fieldsFromJson({ fields }: JsonObject): FieldChange[] {
  return maps.read(fields).map((field): FieldChange => {
    const [path, after] = [pathOf.read(field['path']), anything.read(field['after'])];
    const kind = kindOf.read(field['kind']);
    if (kind === 'added') return { path, kind, after };
    const isEditedThere = flag.read(field['edited_on_platform']);
    const before = anything.read(field['before']);
    return { path, kind, before, after, ...(isEditedThere && { isEditedThere }) };
  });
}

/** Whether JSON is meant to hold plans of several environments. */
export function isOfSeveral(json: Json): boolean {
  return attempt(() => map.read(json)['environments']) !== undefined;
}

/** Restores the plans from the JSON of `plansToJson`. Undefined if the JSON is something else. */
export function plansFromJson(json: Json): readonly PerEnvironment<Plan>[] | undefined {
  return attempt(() => {
    const several = maps.read(map.read(json)['environments']).map(fromJson);
    const names = new Set(several.map(({ environment }) => environment));
    if (names.size < several.length) throw new Unreadable('an environment twice');
    return several;
  });
}

function fromJson({ name, plan: json, diagnostics }: JsonObject): PerEnvironment<Plan> {
  const environment = text.read(name);
  if (json === undefined) {
    const problems = list(problemForm).read(diagnostics);
    return { environment, result: { ok: false, problems } };
  }
  const plan = planFromJson(json);
  // The hash of a plan covers the name in it, but not the name beside it.
  if (plan?.platform.name !== environment) throw new Unreadable('the plan of another environment');
  return { environment, result: checked(plan, []) };
}
