import type { Emulator, StoredKind } from '../../src/features/emulator/server/emulator.ts';
import { isObject, type Json, parseJson } from '../../src/model/json.ts';

const kinds: Readonly<Record<string, StoredKind>> = {
  ...{ courses: 'course', units: 'unit', lessons: 'lesson', resources: 'resource' },
  ...{ users: 'user', classes: 'class', enrollments: 'enrollment' },
};

/** An emulator that answers 409 to a PUT whose dateLastModified is not newer than that of the record. */
export function newerOnly(emulator: Emulator): (request: Request) => Promise<Response> {
  return async (request) => {
    const [, shelf = '', id = ''] = /\/rostering\/1\.0\/(\w+)\/(.+)$/.exec(request.url) ?? [];
    const kind = kinds[shelf];
    if (request.method !== 'PUT' || kind === undefined) return emulator.fetch(request);
    const body = parseJson(await request.clone().text());
    const [sent] = isObject(body) ? Object.values(body) : [];
    const held = emulator.records(kind).find(({ sourcedId }) => sourcedId === id);
    const isStale = held !== undefined && dateIn(sent) <= dateIn(held);
    return isStale ? Response.json({ error: 'stale' }, { status: 409 }) : emulator.fetch(request);
  };
}

function dateIn(record: Json | undefined): string {
  return isObject(record) ? String(record['dateLastModified'] ?? '') : '';
}
