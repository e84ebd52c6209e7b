// What an engineer would write instead of the tool: reads the YAML, lists everything in large parallel pages,
// compares, and PUTs what differs. It trusts its input, checks nothing afterwards, knows one layout of the
// catalog, and gives up at the first failure.
//
//   node concurrent-script.mjs FOLDER URL [--plan]
import { collections, differs, openApi, type Row, readRows } from './script-parts.ts';

const [folder = '.', url = '', mode] = process.argv.slice(2);
const inFlight = 8;
const pageSize = 1000;

const desired = readRows(folder);
const api = await openApi(url, inFlight);
const live = new Map(
  (await Promise.all(collections.map(list))).flat().map((row) => [row.sourcedId, row]),
);
let changes = 0;
for (const collection of collections) {
  const differing = desired[collection].filter((row) => differs(row, live.get(row.sourcedId)));
  changes += differing.length;
  if (mode !== '--plan') await sideBySide(differing, (row) => api.put(collection, row));
}
api.close();
console.log(`${changes} changes`);
if (mode === '--plan' && changes > 0) process.exitCode = 2;

async function list(collection: (typeof collections)[number]): Promise<Row[]> {
  const page = async (offset: number) => {
    const answer = await api.get(`${collection}?limit=${pageSize}&offset=${offset}`);
    if (answer === undefined) throw new Error(`there are no ${collection}`);
    return answer;
  };
  const first = await page(0);
  const count = Math.ceil(first.total / pageSize) - 1;
  const offsets = Array.from({ length: Math.max(0, count) }, (_, index) => (index + 1) * pageSize);
  const others = await Promise.all(offsets.map(page));
  return [first, ...others].flatMap((answer) => answer[collection]);
}

async function sideBySide(
  rows: readonly Row[],
  task: (row: Row) => Promise<unknown>,
): Promise<void> {
  const untried = rows.values();
  const work = async () => {
    for (const row of untried) await task(row);
  };
  await Promise.all(Array.from({ length: inFlight }, work));
}
