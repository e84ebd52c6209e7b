// What an author would write first: for each node of the YAML, one after the other, a GET of the platform's
// record, and a PUT if it differs.
//
//   node naive-script.mjs FOLDER URL [--plan]
import { collections, differs, openApi, readRows } from './script-parts.ts';

const [folder = '.', url = '', mode] = process.argv.slice(2);

const desired = readRows(folder);
const api = await openApi(url, 1);
let changes = 0;
for (const collection of collections) {
  for (const row of desired[collection]) {
    const answer = await api.get(`${collection}/${row.sourcedId}`);
    if (!differs(row, answer?.[collection.slice(0, -1)])) continue;
    changes += 1;
    if (mode !== '--plan') await api.put(collection, row);
  }
}
api.close();
console.log(`${changes} changes`);
if (mode === '--plan' && changes > 0) process.exitCode = 2;
