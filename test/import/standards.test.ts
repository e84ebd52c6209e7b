// Standards of a source: identifiers as they are, and codes by the frameworks of the config.
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { filesIn } from '../support/import-folder.ts';
import { importText } from '../support/import-outline.ts';

const [first, second] = [
  '0c9e4a52-7d1b-4e0f-8c6a-2b5f9d3e1a71',
  '9b3f6d18-2e4c-4a7d-b1f5-8e0c7a6d4b92',
];
const framework = {
  CFItems: [
    { identifier: first, humanCodingScheme: 'R.3.1' },
    { identifier: second, humanCodingScheme: 'R.3.2' },
    { identifier: 'd1', humanCodingScheme: 'R.3.3' },
    { identifier: 'd2', humanCodingScheme: 'R.3.3' },
  ],
};

const tableOf = (standards: string) => ({
  file: 't.csv',
  text: `course,unit,lesson,standards\nReading,Main,One,${standards}\n`,
});
const jsonOf = (standards: string) => ({
  file: 'outline.json',
  text: JSON.stringify({
    title: 'Reading',
    units: [{ title: 'Main', lessons: [{ title: 'One', standards: standards.split('; ') }] }],
  }),
});

async function imported(folder: string, { file, text }: ReturnType<typeof tableOf>) {
  const { ok, problems } = await importText(folder, text, { file });
  const [, list] = /standards: (.*)/.exec(filesIn(folder)['catalog/reading.yaml'] ?? '') ?? [];
  return { ok, list, problems: problems.map(({ code, detail }) => [code, detail]) };
}

function withFramework(folder = folderWith()): string {
  put(folder, 'standards/reading.json', JSON.stringify(framework));
  const config = filesIn(folder)['timeback-catalog.yaml'] ?? 'org: partner-sandbox\n';
  put(folder, 'timeback-catalog.yaml', `standards: standards/*.json\n${config}`);
  return folder;
}

describe.each([
  { form: 'a table', of: tableOf },
  { form: 'JSON', of: jsonOf },
])('standards of $form', ({ of }) => {
  test('are identifiers: nothing is said', async () => {
    expect(await imported(folderWith(), of(first ?? ''))).toEqual({
      ...{ ok: true, list: `[${first}]`, problems: [] },
    });
  });

  test('are codes that the framework has: their identifiers are written', async () => {
    expect(await imported(withFramework(), of(`R.3.1; R.3.2; ${first}`))).toEqual({
      ...{ ok: true, list: `[${first}, ${second}]`, problems: [] },
    });
  });

  test.each([
    ['that no framework has', folderWith, 'R.3.9'],
    ['that two standards have', withFramework, 'R.3.3'],
  ])('are codes %s: a warning names them with their place', async (_, folderOf, code) => {
    const { ok, list, problems } = await imported(folderOf(), of(code));
    expect({ ok, list }).toEqual({ ok: true, list: `[${code}]` });
    expect(problems).toEqual([['import/standard-codes', expect.stringContaining(`"${code}" of`)]]);
  });

  test('the cure: with the framework, the same source gives identifiers', async () => {
    const folder = folderWith();
    await imported(folder, of('R.3.2'));
    expect(await imported(withFramework(folder), of('R.3.2'))).toEqual({
      ...{ ok: true, list: `[${second}]`, problems: [] },
    });
  });
});
