import type { Environment } from '../config/environment.ts';
import {
  type CourseChange,
  checkSdkIdentity,
  sdkManifestFields,
} from '../identity/sdk-identity.ts';
import { type Catalog, fieldSpan } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import { kindIn } from '../model/node.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import type { Workspace } from './catalog/workspace.ts';

interface Compared {
  readonly environment: Pick<Environment, 'otherIds'>;
  readonly catalog: Catalog;
  readonly remote: Pick<RemoteState, 'entities'>;
  readonly ledger?: Ledger | undefined;
}

const watched: readonly string[] = Object.values(sdkManifestFields);

/** What a plan changes of that by which apps on the official SDK name published courses. */
export function checkCourseNames(
  { changes }: Pick<Plan, 'changes'>,
  { environment, catalog, remote, ledger }: Compared,
  { config }: Pick<Workspace, 'config'>,
): Problem[] {
  const courses = changes.flatMap((change): CourseChange[] => {
    if (change.action === 'create' || change.action === 'retire') return [];
    const fields = change.fields.map(({ path: [field] }) => field);
    const node = catalog.nodes.get(change.address);
    const there = remote.entities.get(change.address)?.entity;
    if (node?.entity.kind !== 'course' || !there || !fields.some((one) => watched.includes(one))) {
      return [];
    }
    const { sourcedId, title } = node.entity;
    // What a manifest does not say stays as it is on the platform.
    const written = Object.entries(node.entity.fields).filter(([field]) => fields.includes(field));
    const now = { ...there.fields, ...Object.fromEntries(written) };
    const spanOf = (field: string) => fieldSpan(node.source, field);
    const [address = change.address] =
      [...(environment.otherIds ?? [])].find(
        ([one, { id }]) => kindIn(one) === 'course' && id === sourcedId,
      ) ?? [];
    return [{ sourcedId, address, title, was: there.fields, now, spanOf }];
  });
  return checkSdkIdentity(courses, { fixed: config.fixed, meant: ledger?.meant ?? [] });
}
