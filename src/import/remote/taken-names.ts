import { fieldOrder } from '../../manifest/structure.ts';

/** Names that `additional` may not hold (see its schema), since this tool manages these fields. */
export const takenNames: ReadonlySet<string> = new Set([
  ...Object.values(fieldOrder).flat(),
  ...['include', 'status', 'dateLastModified', 'course', 'unit', 'parent', 'courseComponent'],
  ...['sortOrder', 'resource'],
]);
