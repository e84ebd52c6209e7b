import type { SourceLines } from '../../document/frame.ts';
import {
  countCauses,
  type Drift,
  isDrifted,
  type NodeDrift,
  type Since,
} from '../../model/drift.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ContextNode } from '../../model/plan.ts';
import { partsOf } from '../words/names.ts';
import { nest } from './nest.ts';
import { platformToJson } from './plan-json.ts';
import { pointToJson, problemToJson } from './problem-json.ts';

/** Minor: fields were added. Major: readers of the old form would be wrong. */
const formatVersion = '1.0';

/** The drift in its public form, described by schemas/drift.schema.json. */
export function driftToJson(drift: Drift, sources: SourceLines): JsonObject {
  const { platform, since, nodes, defaults, strangers, context, warnings } = drift;
  const counts = countCauses(nodes);
  return {
    format_version: formatVersion,
    platform: platformToJson(platform),
    last_applied: sinceToJson(since),
    drifted: isDrifted(drift),
    summary: {
      changed_on_server: counts['changed on the server'],
      both: counts.both,
      edited_in_git: counts['edited in git'],
      server_defaults: defaults.reduce((sum, { addresses }) => sum + addresses.length, 0),
      unchanged: drift.unchanged,
      settled: drift.settled,
      unmanaged: strangers.length + drift.elsewhere,
    },
    resource_drift: nodes.map(resourceDrift),
    server_defaults: defaults.map(({ kind, path, addresses }) => ({
      type: kind,
      path,
      cause: 'server default',
      addresses,
    })),
    unmanaged: strangers.map(nodeToJson),
    context: context.map(nodeToJson),
    warnings: warnings.map((one) => problemToJson(one, sources)),
  };
}

function sinceToJson(since: Since): JsonObject {
  switch (since.from) {
    case 'commit':
      return { from: since.from, ref: since.ref, commit: since.commit };
    case 'receipt':
      return { from: since.from, receipt: since.file, commit: since.commit };
    case 'manifests':
      return { from: since.from };
  }
}

function resourceDrift({ address, title, parent, source, ...rest }: NodeDrift): JsonObject {
  const { kind, sourcedId } = partsOf(address);
  const { action, cause, fields } = rest;
  return {
    address,
    type: kind,
    sourced_id: sourcedId,
    title,
    ...(parent !== undefined && { parent }),
    cause,
    change: {
      actions: [action],
      before: nest(fields.map(({ path, before }) => [path, before])),
      after: nest(fields.map(({ path, after }) => [path, after])),
      fields: fields.map(({ of, path, cause: why, before, after, wanted }) => {
        const kindOfField = before === null ? 'added' : 'changed';
        const values = { before, after, ...(wanted !== undefined && { wanted }) };
        return { path, kind: kindOfField, of, cause: why, ...values };
      }),
    },
    ...(source && { source: { file: source.file, ...pointToJson(source.start) } }),
  };
}

function nodeToJson({ address, title, parent }: ContextNode): JsonObject {
  return { address, title, ...(parent !== undefined && { parent }) };
}
