// One folder, one story: `before` is published to an empty platform, `remote.json` is laid over as
// somebody else would, then `after` is planned, with the options of `options.json` if there is
// one, and compared with what is expected in every format, and applied. In every dialect: the plan is
// the same but for the name of the dialect, and the digest that this is part of. Run with -u to write
// the expectations anew, and read what changed.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { noSources } from '../src/document/place.ts';
import type { Emulator } from '../src/features/emulator/server/emulator.ts';
import type { Plan } from '../src/model/plan.ts';
import { digestOf, sealOf } from '../src/plan/digest.ts';
import { rowsUnder } from '../src/remote/dialects/open-dialect.ts';
import { nodeWorld } from '../src/run/node-world.ts';
import { plan } from '../src/run/planning.ts';
import type { Look } from '../src/text/look.ts';
import { renderers } from '../src/text/renderers.ts';
import { folderWith } from './support/catalog-folder.ts';
import { type DialectName, dialectNames, emulatorFor, writesIn } from './support/dialects.ts';
import { applyFolder, planFolder, worldWith } from './support/publish.ts';

const folder = join(import.meta.dirname, 'scenarios');
const look: Look = {
  colour: false,
  width: 100,
  unicode: true,
  detail: 'fields',
  sources: noSources,
};
const { sha256 } = nodeWorld({});

let emulator: Emulator;
afterEach(() => emulator.close());

const stories = readdirSync(folder).sort();
const cases = dialectNames.flatMap((dialect) =>
  stories.filter((name) => isIn(name, dialect)).map((name) => ({ dialect, name })),
);

describe.each(cases)('$dialect: $name', ({ dialect, name }) => {
  const at = (file: string) => join(folder, name, file);
  /** A copy to work in: publishing leaves receipts beside a catalog. */
  const copyOf = (side: 'before' | 'after') => {
    const copy = folderWith();
    cpSync(at(side), copy, { recursive: true });
    speak(dialect, join(copy, 'timeback-catalog.yaml'));
    return copy;
  };
  const expectFile = (text: string, file: string) => expect(text).toMatchFileSnapshot(at(file));

  test('plans as expected, in every format, and applies to the end', async () => {
    emulator = emulatorFor(dialect, { now: () => new Date('2026-01-01T00:00:00Z') });
    if (existsSync(at('before'))) {
      const published = await applyFolder(emulator, copyOf('before'));
      expect(published.problems).toEqual([]);
    }
    if (existsSync(at('remote.json'))) {
      emulator.seed(JSON.parse(readFileSync(at('remote.json'), 'utf8')));
    }
    const options = existsSync(at('options.json'))
      ? JSON.parse(readFileSync(at('options.json'), 'utf8'))
      : {};
    const writes = writesIn(emulator).length;

    const after = copyOf('after');
    const world = worldWith(emulator, after);
    const planned = await plan({ env: 'test', ...options }, world);
    expect(writesIn(emulator)).toHaveLength(writes);
    if (!planned.ok) {
      await expectFile(
        renderers.human.problems(planned.problems, { ...look, sources: world.sources }),
        'expected-problems.txt',
      );
      return;
    }
    const { plan: made } = planned.value;
    const shown = isIn(name, 'partner') ? asPartner(made) : made;
    await expectFile(renderers.human.plan(shown, look), 'expected.txt');
    const tree = renderers.human.plan(shown, { ...look, detail: 'tree' });
    await expectFile(tree, 'expected-tree.txt');
    await expectFile(renderers.json.plan(withoutRows(shown), look), 'expected.json');
    await expectFile(renderers.markdown.plan(shown, look), 'expected.md');
    const page = renderers.html.plan(shown, look);
    await expectFile(`${/<main[\s\S]*<\/main>/.exec(page)?.[0]}\n`, 'expected.html');

    const applied = await applyFolder(emulator, after, options);
    if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
    expect(applied.value.report.settled).toEqual({ state: 'converged' });
    expect(applied.value.report.outcomes).toHaveLength(made.changes.length);
    const written = writesIn(emulator).slice(writes);
    // What places a resource in a lesson is a record of its own in one dialect, and no change.
    const ofNodes = written.filter(({ path }) => !path.includes('component-resources'));
    expect(ofNodes.length).toBeLessThanOrEqual(made.changes.length);
    if (dialect === 'partner') expect(written).toHaveLength(made.changes.length);

    const again = await planFolder(emulator, after);
    expect(again.ok && again.value.plan.changes).toEqual([]);
  });
});

/** Names the dialect in a config, on the one line that describes its environment. */
function speak(dialect: DialectName, config: string): void {
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, text.replace('{ baseUrl:', `{ dialect: ${dialect}, baseUrl:`));
}

/** All rows in force are the table itself: the same hundred lines in every story. */
function withoutRows(plan: Plan): Plan {
  const { destination } = plan.platform;
  if (!destination) return plan;
  return { ...plan, platform: { ...plan.platform, destination: { ...destination, rows: {} } } };
}

/** The plan as the partner dialect would have it; what hangs on it is told there alone. */
function asPartner(plan: Plan): Plan {
  const { destination } = plan.platform;
  if (!destination) throw new Error('a plan that is sent nowhere');
  const rows = rowsUnder('partner', new Map());
  const tokenUrl = new URL(String(rows.rows['token.path']), destination.baseUrl).href;
  const sentTo = { ...destination, ...rows, tokenUrl };
  const platform = { ...plan.platform, dialect: 'partner', destination: sentTo };
  const digest = digestOf({ ...plan, platform }, sha256);
  const [was, is] = [plan.digest, digest].map((one) => one.slice(0, 12));
  const {
    seal: _,
    impact: __,
    ...same
  } = JSON.parse(JSON.stringify(plan).replaceAll(was ?? '', is ?? ''));
  const unsealed: Plan = { ...same, platform, digest };
  return { ...unsealed, seal: sealOf(unsealed, sha256) };
}

/** Whether a story is told in a dialect: in all of them, unless `dialects.json` names some. */
function isIn(story: string, dialect: DialectName): boolean {
  const file = join(folder, story, 'dialects.json');
  return !existsSync(file) || JSON.parse(readFileSync(file, 'utf8')).includes(dialect);
}
