import { fieldOrder } from '../../manifest/structure.ts';

/** Names that `additional` may not hold, as its schema says: this tool manages the fields itself. */
export const takenNames: ReadonlySet<string> = new Set([
  ...Object.values(fieldOrder).flat(),
  ...['include', 'status', 'dateLastModified', 'course', 'unit', 'parent', 'courseComponent'],
  ...['sortOrder', 'resource'],
]);
