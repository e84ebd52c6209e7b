import type { Address } from '../model/address.ts';
import type { Change } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import type { Settled, Unkept } from '../model/report.ts';
import { planFrom, type Session } from './planning.ts';

/**
 * Reads back what was written and plans again: what that plan still wants to change is what the
 * platform did not keep. Reads by list or one by one, whichever takes fewer requests.
 */
export async function settle(
  session: Session,
  before: RemoteState,
  written: readonly Address[],
): Promise<Settled> {
  const after =
    written.length <= before.requests
      ? await readEach(session, before, written)
      : await session.open.remote.read();
  if (!after.ok) return unread(after.problems);
  const again = planFrom(session, after.value);
  if (!again.ok) return unread(again.problems);
  const touched = new Set(written);
  const left = again.value.plan.changes.filter(({ address }) => touched.has(address));
  const fields = left.flatMap(unkept);
  return fields.length === 0 ? { state: 'converged' } : { state: 'differs', fields };
}

async function readEach({ open }: Session, before: RemoteState, written: readonly Address[]) {
  const entities = new Map(before.entities);
  const problems: Problem[] = [];
  await Promise.all(
    written.map(async (address) => {
      const read = await open.remote.readOne(address);
      if (!read.ok) problems.push(...read.problems);
      else place(entities, address, read.value);
    }),
  );
  return problems.length > 0
    ? ({ ok: false, problems } as const)
    : ({ ok: true, value: { ...before, entities }, problems } as const);
}

function place(
  entities: Map<Address, RemoteEntity>,
  address: Address,
  entity: RemoteEntity | undefined,
): void {
  if (entity) entities.set(address, entity);
  else entities.delete(address);
}

function unread([first]: readonly Problem[]): Settled {
  return first ? { state: 'unread', problem: first } : { state: 'converged' };
}

function unkept(change: Change): Unkept[] {
  const { address, title } = change;
  const base = { address, title };
  if (change.action === 'create') {
    return [{ ...base, path: ['sourcedId'], sent: change.after.sourcedId, kept: null }];
  }
  const fields = change.fields.map((field) => ({
    ...base,
    path: field.path,
    sent: field.after,
    kept: field.kind === 'changed' ? field.before : null,
  }));
  if (change.action === 'update') return fields;
  if (change.action === 'retire') {
    return [{ ...base, path: ['status'], sent: 'tobedeleted', kept: 'active' }];
  }
  const { from, to } = change;
  const place: Unkept =
    change.action === 'move'
      ? { ...base, path: ['parent'], sent: to.parent, kept: from.parent }
      : { ...base, path: ['sortOrder'], sent: to.sortOrder, kept: from.sortOrder };
  return [...fields, place];
}
