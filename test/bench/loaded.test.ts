// Which packages the built command loads, counted: what few runs need is not read by all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from '../support/catalog-folder.ts';
import { run, startFile } from '../support/program.ts';

const lists = `process.on('exit', () =>
  require('node:fs').writeFileSync('loaded', Object.keys(require.cache).join('\\n')));`;

test.each([
  { title: 'Reading…', loads: [] },
  { title: '主旨', loads: ['string-width.cjs'] },
])('check of a course "$title" with a fault loads $loads', async ({ title, loads }) => {
  const cwd = folderWith({
    'catalog/a.yaml': `{kind: course, sourcedId: c-1, title: "${title}", units: 1}\n`,
    'timeback-catalog.yaml': 'org: partner-sandbox\n',
    'lists.cjs': lists,
  });
  const { stderr } = await run(process.execPath, ['--require', './lists.cjs', startFile, 'check'], {
    cwd,
  });
  expect(stderr).toContain('"units" must be a list');
  const loaded = readFileSync(join(cwd, 'loaded'), 'utf8').split('\n');
  const packages = ['string-width.cjs', 'listr2.cjs'];
  expect(packages.filter((one) => loaded.some((file) => file.endsWith(`/${one}`)))).toEqual(loads);
});
