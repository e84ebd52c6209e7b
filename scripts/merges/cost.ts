import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addFacts } from '../../src/identity/ledger/edit.ts';
import type { LedgerFact } from '../../src/identity/ledger/line.ts';
import { idsInFiles } from '../../src/manifest/format.ts';
import { env, root } from '../bench/approach.ts';
import { catalogFiles } from '../bench/catalog.ts';
import { cpuMsOf } from '../bench/child.ts';
import { spreadOf } from '../bench/statistics.ts';
import { commitAll, openWorkbench, type Workbench } from '../bench/workbench.ts';

const lessons = 100_000;
/** The number of ids that one run adds, slightly more than a unit and its lessons have. */
const batch = 20;

/**
 * Measures checking 100,000 lessons with the ledger in one file and in a folder, where each twenty ids came
 * from a run of their own. Both take turns in each round; the first round is not counted.
 */
export async function costOf(rounds: number, onRound: (round: string) => void): Promise<string> {
  const bench = await openWorkbench();
  try {
    const forms = [catalogIn(bench, 'file'), catalogIn(bench, 'folder')] as const;
    const rows: string[] = [];
    for (const args of [['check'], ['check', '--base', 'HEAD']]) {
      const samples: (readonly [number, number])[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        samples.push([await check(forms[0], args), await check(forms[1], args)]);
        onRound(`${args.join(' ')}: ${samples.at(-1)?.map(seconds).join(' and ')}`);
      }
      const [file, folder] = ([0, 1] as const).map(
        (at) => spreadOf(samples.slice(1).map((sample) => sample[at])).median,
      );
      const ratio = (folder ?? 0) / (file ?? 1);
      rows.push(
        `${args.join(' ')}: one file ${seconds(file)}, folder ${seconds(folder)}, ratio ${ratio.toFixed(3)}`,
      );
    }
    return rows.join('\n');
  } finally {
    bench.remove();
  }
}

function check(catalog: string, args: readonly string[]): Promise<number> {
  return cpuMsOf([join(root, 'dist/bin.cjs'), ...args, '-C', catalog], env);
}

/** A committed catalog with its ledger in one file or in a folder. */
function catalogIn(bench: Workbench, form: 'file' | 'folder'): string {
  const layout = 'one file a course';
  const catalog = bench.commitCatalog({ lessons, layout });
  if (form === 'file') {
    writeFileSync(
      join(catalog, 'timeback-catalog.yaml'),
      'org: partner-sandbox\nids: catalog.ids\n',
    );
    return catalog;
  }
  writeFileSync(join(catalog, 'timeback-catalog.yaml'), 'org: partner-sandbox\nids: lines/\n');
  for (const [name, text] of catalogFiles({ lessons, layout })) {
    const facts = idsInFiles([{ file: name, bytes: new TextEncoder().encode(text) }]).map(
      (id): LedgerFact => ({ says: 'live', ...id }),
    );
    for (let at = 0; at < facts.length; at += batch) {
      const changes = addFacts(new Map(), facts.slice(at, at + batch), {
        form: 'folder',
        folder: 'lines',
        courseOf: () => name.replace(/^catalog\/|\.yaml$/g, ''),
        sha256: (one) => createHash('sha256').update(one).digest('hex'),
        openFile: () => undefined,
      });
      for (const [file, lines] of changes) {
        mkdirSync(dirname(join(catalog, file)), { recursive: true });
        writeFileSync(join(catalog, file), lines);
      }
    }
  }
  writeFileSync(join(catalog, 'catalog.ids'), '# Nothing is left here.\n');
  commitAll(catalog);
  return catalog;
}

function seconds(ms = 0): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
