import type { JsonObject } from '../../../../model/json.ts';
import { type Collection, keptAs } from '../collection.ts';
import { listedAt } from './common.ts';

const service = '/ims/case/v1p1';

/** Framework documents and standards of CASE, in the form that the official client reads. */
export const standardsCollections: readonly Collection[] = [
  read('framework', 'CFDocument', ({ sourcedId = '', title = '', dateLastModified }) => ({
    creator: '',
    CFPackageURI: { sourcedId, title, uri: `${service}/CFPackages/${sourcedId}` },
    lastChangeDateTime: dateLastModified ?? unknown,
  })),
  read('objective', 'CFItem', ({ title = '', dateLastModified }) => ({
    fullStatement: title,
    CFItemType: 'Standard',
    lastChangeDateTime: dateLastModified ?? unknown,
  })),
];

const unknown = '1970-01-01T00:00:00.000Z';

/** A collection of standards. They belong to nobody: a test seeds them, and every client reads them. */
function read(
  name: 'framework' | 'objective',
  envelope: 'CFDocument' | 'CFItem',
  more: (record: JsonObject) => JsonObject,
): Collection {
  const path = `${service}/${envelope}s`;
  return listedAt(path, name, {
    ...{ made: 'by nobody', isShared: true, right: 'read standards' },
    envelope: { one: envelope, many: `${envelope}s` },
    rules: { sourcedId: { is: 'name' }, title: { is: 'text' } },
    view: {
      ...keptAs(name),
      show: ({ record, sourcedId }) => ({
        ...{ uri: `${path}/${sourcedId}`, ...more(record), ...record },
      }),
    },
  });
}
