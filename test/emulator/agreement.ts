import { checkEvents } from '../../src/caliper/check-events.ts';
import { partnerEvents } from '../../src/caliper/documented.ts';
import { behaviourOf } from '../../src/features/emulator/server/behaviour.ts';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import type { Catalog, CatalogNode } from '../../src/model/catalog.ts';
import type { EventVerdict } from '../../src/model/event-check.ts';
import { isObject, type Json } from '../../src/model/json.ts';
import type { Address, Kind } from '../../src/model/node.ts';
import { host, post, startClassroom } from './classroom.ts';
import type { Session } from './session.ts';

/** The samples of the emulator, as a catalog. */
const node = (kind: Kind, sourcedId: string, parent?: Address): [Address, CatalogNode] => {
  const title = sourcedId;
  const entity = { kind, sourcedId, title, fields: { title }, ...(parent && { parent }) };
  const source = { file: 'a.yaml', start: { line: 1, column: 1 }, fields: new Map() };
  return [`${kind}/${sourcedId}`, { entity, source }];
};
export const catalog: Catalog = {
  nodes: new Map([
    node('course', 'c'),
    node('unit', 'u', 'course/c'),
    node('lesson', 'l', 'unit/u'),
  ]),
};

/** What `events check` says of the events of a request. */
export function checked(body: Json, quirks: readonly QuirkName[]) {
  const { events } = checkEvents('e.json', JSON.stringify(body), {
    ...{ catalog, forms: behaviourOf(quirks).events(partnerEvents) },
    ...{
      environment: { name: 'production', baseUrl: host.replace('/rostering/1.0', '') },
      others: new Map(),
    },
  });
  return events.map(({ verdict }) => verdict);
}

/** What the emulator shows after a request. */
export interface Seen {
  readonly status: number;
  readonly results: number;
  readonly facts: number;
}

async function resultsIn(session: Session): Promise<number> {
  const { body } = await session.send('/gradebook/1.0/assessment-results');
  return isObject(body) ? Number(body['total']) : Number.NaN;
}

/** Sends a request to an emulator of its own with the sample catalog and student. */
export async function posted(body: Json, quirks: readonly QuirkName[]): Promise<Seen> {
  const { session, emulator } = await startClassroom({ quirks });
  const { status } = await post(session, body);
  const results = await resultsIn(session);
  const insights = await session.send('/insights/1.0/users/s');
  emulator.close();
  const found = /"factCount":(\d+)/.exec(JSON.stringify(insights.body))?.[1];
  return { status, results, facts: Number(found ?? 0) };
}

/** What a platform shows of each verdict. */
export const shows: Readonly<Record<EventVerdict, (seen: Seen) => boolean>> = {
  credited: ({ status, results }) => status === 202 && results === 1,
  recorded: ({ status, results }) => status < 300 && results === 0,
  dropped: ({ status, results, facts }) => status < 300 && results === 0 && facts === 0,
  rejected: ({ status, results }) => status === 400 && results === 0,
  // If sources contradict each other, the emulator takes what one of them takes.
  doubtful: ({ status }) => status < 300,
};
