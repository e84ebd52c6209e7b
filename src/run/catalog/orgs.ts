import type { Environment } from '../../config/environment.ts';
import { type Catalog, fieldSpan } from '../../model/catalog.ts';
import type { Address } from '../../model/node.ts';
import { type Problem, problem, type Span } from '../../model/problem.ts';
import type { RemoteState } from '../../model/remote.ts';
import type { Remote } from '../../remote/remote.ts';
import type { Workspace } from './workspace.ts';

/** Whose orgs are looked at. */
interface Asked {
  /** As the environment should hold it: its org and overrides are in it. */
  readonly catalog: Catalog;
  readonly environment: Environment;
  readonly workspace: Workspace;
  readonly remote: Pick<Remote, 'absentOrgs'>;
  /** Absent: no courses of the platform are known. */
  readonly state?: Pick<RemoteState, 'entities'>;
  /** The nodes that are asked about; absent: all. */
  readonly changed?: ReadonlySet<Address>;
}

/**
 * Warnings about orgs that the platform does not have, each at the line that names it. An org that a
 * course of the platform is in needs no asking, and the embedded emulator has whatever the manifests name.
 */
export async function checkOrgs(asked: Asked): Promise<Problem[]> {
  const { environment, remote, state } = asked;
  if (environment.type === 'emulator') return [];
  const known = new Set(
    [...(state?.entities.values() ?? [])].map(({ entity }) => entity.fields['org']),
  );
  const named = [...orgSpans(asked)].filter(([org]) => !known.has(org));
  if (named.length === 0) return [];
  const absent = await remote.absentOrgs(named.map(([org]) => org));
  return named.flatMap(([org, { span, address }]) =>
    absent.has(org)
      ? problem('remote/org-unknown', {
          detail: `${environment.name} has no org "${org}": it will not take a course there.`,
          hint: 'Write the sourcedId of an org that the platform has: the provisioning bundle names it, and GET /orgs lists them.',
          span,
          address,
        })
      : [],
  );
}

interface NamedOrg {
  readonly span: Span;
  readonly address: Address;
}

/** Each org with the line that names it first: of a course, or of the config. */
function orgSpans({
  catalog,
  environment,
  workspace,
  changed,
}: Asked): ReadonlyMap<string, NamedOrg> {
  const found = new Map<string, NamedOrg>();
  for (const [address, { entity, source }] of catalog.nodes) {
    const org = entity.kind === 'course' ? entity.fields['org'] : undefined;
    if (typeof org !== 'string' || found.has(org) || changed?.has(address) === false) continue;
    const isOwn = source.fields.has('org');
    const span = isOwn ? fieldSpan(source, 'org') : orgOfConfig(environment, workspace);
    found.set(org, { span, address });
  }
  return found;
}

/** The org of the environment, or of all. */
function orgOfConfig({ name }: Environment, { config, configFile: file }: Workspace): Span {
  const own = config.pointAt(['environments', name, 'org']);
  const around = config.pointAt(['environments', name]);
  const isOwn = own.line !== around.line || own.column !== around.column;
  return { file, start: isOwn ? own : config.pointAt(['org']) };
}
