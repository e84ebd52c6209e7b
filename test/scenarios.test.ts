// One folder, one story: `before` is published to an empty platform, `remote.json` is laid over as
// somebody else would, then `after` is planned, with the options of `options.json` where there is
// one, and compared with what is expected in every format, and applied. Run with -u to write the
// expectations anew, and read what changed.
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createEmulator, type Emulator } from '../src/emulator/emulator.ts';
import type { Look } from '../src/render/look.ts';
import { renderers } from '../src/render/renderers.ts';
import { folderWith } from './support/catalog-folder.ts';
import { applyFolder, planFolder } from './support/publish.ts';

const folder = join(import.meta.dirname, 'scenarios');
const look: Look = { colour: false, width: 100, unicode: true, detail: 'fields' };

let emulator: Emulator;
afterEach(() => emulator.close());

describe.each(readdirSync(folder).sort())('%s', (name) => {
  const at = (file: string) => join(folder, name, file);
  /** A copy to work in: publishing leaves receipts beside a catalog. */
  const copyOf = (side: 'before' | 'after') => {
    const copy = folderWith();
    cpSync(at(side), copy, { recursive: true });
    return copy;
  };
  const expectFile = (text: string, file: string) => expect(text).toMatchFileSnapshot(at(file));

  test('plans as expected, in every format, and applies to the end', async () => {
    emulator = createEmulator({ now: () => new Date('2026-01-01T00:00:00Z') });
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
    const puts = emulator.requests.filter(({ method }) => method === 'PUT').length;

    const after = copyOf('after');
    const planned = await planFolder(emulator, after, options);
    expect(emulator.requests.filter(({ method }) => method === 'PUT')).toHaveLength(puts);
    if (!planned.ok) {
      await expectFile(renderers.human.problems(planned.problems, look), 'expected-problems.txt');
      return;
    }
    const { plan } = planned.value;
    await expectFile(renderers.human.plan(plan, look), 'expected.txt');
    await expectFile(renderers.human.plan(plan, { ...look, detail: 'tree' }), 'expected-tree.txt');
    await expectFile(renderers.json.plan(plan, look), 'expected.json');
    await expectFile(renderers.markdown.plan(plan, look), 'expected.md');
    const page = renderers.html.plan(plan, look);
    await expectFile(`${/<main[\s\S]*<\/main>/.exec(page)?.[0]}\n`, 'expected.html');

    const applied = await applyFolder(emulator, after, options);
    if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
    expect(applied.value.report.settled).toEqual({ state: 'converged' });
    expect(applied.value.report.outcomes).toHaveLength(plan.changes.length);
    const written = emulator.requests.filter(({ method }) => method === 'PUT').length - puts;
    expect(written).toBe(plan.changes.length);

    const again = await planFolder(emulator, after);
    expect(again.ok && again.value.plan.changes).toEqual([]);
  });
});
