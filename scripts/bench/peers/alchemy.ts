// The same job as a program of alchemy, an engine for infrastructure as TypeScript: one resource for each
// node, with its state in files. alchemy has no plan, so a run with nothing to do stands for one.
//
//   node alchemy.mjs FOLDER URL STATE_FOLDER [--live]
//
// `--live`: every resource looks at the platform in every run. Otherwise alchemy trusts its own state
// and does not notice what others changed.
import { collections, differs, openApi, type Row, readRows } from '../script-parts.ts';

/** The parts of alchemy 0.94 that are used here. It is installed only for the benchmark. */
interface Alchemy {
  readonly default: (
    name: string,
    options: Readonly<Record<string, unknown>>,
  ) => Promise<{ readonly finalize: () => Promise<void> }>;
  readonly Resource: (
    type: string,
    options: { readonly alwaysUpdate: boolean },
    handler: (this: Context, id: string, given: Given) => Promise<Given>,
  ) => (id: string, given: Given) => Promise<Given>;
}

interface Context {
  readonly phase: 'create' | 'update' | 'delete';
  readonly destroy: () => Given;
}

interface Given {
  readonly collection: (typeof collections)[number];
  readonly row: Row;
}

const [folder = '.', url = '', stateFolder = '.', mode] = process.argv.slice(2);
const inFlight = 8;

// Before it is loaded, since it uses the folder at its start for its state.
process.chdir(stateFolder);
// Named at run time, since the types of a package that is not installed cannot be checked.
const name = 'alchemy';
const { default: alchemy, Resource }: Alchemy = await import(name);
const app = await alchemy('catalog', {
  phase: 'up',
  quiet: true,
  noTrack: true,
  password: 'bench',
});
const api = await openApi(url, inFlight);
const Node = Resource(
  'catalog::Node',
  { alwaysUpdate: mode === '--live' },
  // Not an arrow function, since alchemy passes the action through `this`.
  async function (_id, given) {
    const { collection, row } = given;
    if (this.phase === 'delete') return this.destroy();
    if (this.phase === 'update') {
      const answer = await api.get(`${collection}/${row.sourcedId}`);
      if (!differs(row, answer?.[collection.slice(0, -1)])) return given;
    }
    await api.put(collection, row);
    return given;
  },
);
const desired = readRows(folder);
for (const collection of collections) {
  const untried = desired[collection].values();
  const work = async () => {
    for (const row of untried) await Node(row.sourcedId, { collection, row });
  };
  await Promise.all(Array.from({ length: inFlight }, work));
}
await app.finalize();
api.close();
process.exit();
