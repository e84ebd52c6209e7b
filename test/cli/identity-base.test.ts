// One catalog, one edit a row: what `check --base HEAD` counts, and what it refuses.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import {
  edited,
  fresh,
  id,
  ledger,
  lines,
  manifest,
  problemsIn,
  reading,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';

/** Commits the catalog, edits it and checks; an edit of null takes the file away. */
async function checked(
  after: { readonly text?: string; readonly ids?: string | null },
  before: { readonly text?: string; readonly ids?: string } = {},
) {
  const { text = before.text ?? reading, ids = before.ids ?? recorded } = after;
  const { folder } = readingRepository({
    [manifest]: before.text ?? reading,
    [ledger]: before.ids ?? recorded,
  });
  put(folder, manifest, text);
  if (ids === null) rmSync(join(folder, ledger));
  else put(folder, ledger, ids);
  return cli(['check', '--base', 'HEAD'], { cwd: folder });
}

const minted = `      - sourcedId: ${fresh.one}\n        title: Signal words\n`;
const retired = (kind: string, name: keyof typeof id): readonly [string, string] => [
  `${id[name]} ${kind} live`,
  `${id[name]} ${kind} retired merged`,
];
const withFresh = `${recorded}${fresh.one} lesson live\n`;

describe.skipIf(!hasGit)('fine, and counted', () => {
  test.each([
    { name: 'nothing', text: reading, since: 'no change' },
    {
      name: 'added',
      text: edited(reading, [lines.inference, minted + lines.inference]),
      ids: withFresh,
      since: '1 added',
    },
    { name: 'renamed', text: edited(reading, ['Finding the', 'The']), since: '1 renamed' },
    { name: 'edited', text: edited(reading, ['slug: main-idea', 'slug: x']), since: '1 edited' },
    {
      name: 'moved',
      text: edited(reading, [lines.finding, ''], [lines.between, lines.between + lines.finding]),
      since: '1 moved',
    },
    {
      name: 're-ordered',
      text: edited(
        reading,
        [lines.finding, ''],
        [lines.supporting, lines.supporting + lines.finding],
      ),
      since: '1 re-ordered',
    },
    {
      name: 'units re-ordered, their lessons along',
      text: edited(
        reading,
        [lines.mainIdeas, ''],
        [lines.inference, lines.inference + lines.mainIdeas],
      ),
      since: '1 re-ordered',
    },
    {
      name: 'retired',
      text: edited(reading, [lines.supporting, '']),
      ids: edited(recorded, retired('lesson', 'supporting')),
      since: '1 retired',
    },
    {
      name: 'several at once',
      text: edited(
        reading,
        [lines.finding, ''],
        [lines.between, lines.between + lines.finding.replace('Finding', 'Hunting')],
      ),
      since: '1 renamed, 1 moved',
    },
    {
      name: 'other comments, quotes and line ends',
      text: edited(
        reading,
        ['# Everybody', '# Nobody'],
        ["'Supporting   details'", '"Supporting   details"'],
      ).replaceAll('\n', '\r\n'),
      since: 'no change',
    },
  ])('$name', async ({ since, ...after }) => {
    const ended = await checked(after);
    expect(ended.stderr).toBe('');
    expect(ended.stdout).toMatch(new RegExp(`No errors\\. Since HEAD: ${since}\\.\\n$`));
    expect(ended.code).toBe(0);
  });
});

describe.skipIf(!hasGit)('refused, with both places', () => {
  test.each([
    {
      name: 're-minted',
      text: edited(reading, [lines.finding, minted + lines.finding], [id.supporting, fresh.two]),
      problems: [
        `identity/not-in-ledger ${manifest}:9`,
        `identity/re-minted ${manifest}:16 ${manifest}:14`,
      ],
    },
    {
      name: 're-minted, and the ledger changed along with it',
      text: edited(reading, [id.supporting, fresh.one]),
      ids: edited(withFresh, [`${id.supporting} lesson live\n`, '']),
      problems: [
        `identity/ledger-edited ${manifest}:6 ${manifest}:14`,
        `identity/re-minted ${manifest}:14 ${manifest}:14`,
      ],
    },
    {
      name: 'vanished',
      text: edited(reading, [lines.supporting, '']),
      problems: [`identity/vanished ${ledger}:6 ${manifest}:14`],
    },
    {
      name: 'vanished with all below',
      text: edited(reading, [lines.inference, '']),
      // One problem for what was lost together: test/cli/identity-lost-branch.test.ts.
      problems: [`identity/vanished ${ledger}:3 ${manifest}:18`],
    },
    {
      name: 'swapped',
      text: edited(reading, [id.finding, 'x'], [id.supporting, id.finding], ['x', id.supporting]),
      problems: [
        `identity/swapped ${manifest}:9 ${manifest}:9`,
        `identity/swapped ${manifest}:14 ${manifest}:14`,
      ],
    },
    {
      name: 'handed on',
      text: edited(reading, [
        lines.supporting,
        `      - sourcedId: ${id.supporting}\n        title: Signal words\n${lines.supporting.replace(id.supporting, fresh.one)}`,
      ]),
      problems: [`identity/handed-on ${manifest}:16 ${manifest}:14`],
    },
    {
      name: 'retyped',
      text: edited(reading, [
        lines.inference,
        `  - sourcedId: ${id.between}\n    title: Inference\n`,
      ]),
      ids: edited(recorded, retired('unit', 'inference')),
      problems: [`identity/retyped ${manifest}:18 ${manifest}:21`],
    },
    {
      name: 'ledger edited: a line taken out',
      ids: edited(recorded, [`${id.supporting} lesson live\n`, '']),
      problems: [`identity/ledger-edited ${manifest}:14 ${manifest}:14`],
    },
    {
      name: 'ledger edited: taken away whole',
      ids: null,
      problems: ['identity/ledger-edited'],
    },
  ])('$name', async ({ problems, ...after }) => {
    const ended = await checked(after);
    expect(problemsIn(ended)).toEqual(problems);
    expect(ended).toMatchObject({ code: 5, stdout: '' });
  });

  test('copied: where manifests are read, hence with 1', async () => {
    const copy = lines.supporting.replace('Teachers', 'Nobody');
    const ended = await checked({ text: reading + copy });
    expect(problemsIn(ended)).toEqual([`id/duplicate ${manifest}:26 ${manifest}:14`]);
    expect(ended.code).toBe(1);
  });

  const without = edited(reading, [lines.supporting, '']);
  const ids = edited(recorded, retired('lesson', 'supporting'));
  test.each([
    {
      name: 'resurrected: the text came back',
      text: reading,
      problems: [`identity/resurrected ${manifest}:14 ${ledger}:6`],
    },
    {
      name: 'resurrected: text and line came back',
      text: reading,
      ids: recorded,
      problems: [`identity/resurrected ${manifest}:14 ${ledger}:6`],
    },
    {
      name: 'ledger edited: the line is live again',
      ids: recorded,
      problems: [`identity/ledger-edited ${ledger}:6`],
    },
  ])('after a retirement at the base, $name', async ({ problems, ...after }) => {
    const ended = await checked(after, { text: without, ids });
    expect(problemsIn(ended)).toEqual(problems);
    expect(ended).toMatchObject({ code: 5, stdout: '' });
    // It may have been published since.
    expect(ended.stderr).not.toContain('--undo');
  });
});

describe.skipIf(!hasGit)('an id that the base does not know', () => {
  test.each([
    {
      name: 'comes',
      text: edited(reading, [lines.inference, minted + lines.inference]),
      problems: [`identity/not-in-ledger ${manifest}:18`],
      says: '`timeback-catalog fmt`',
      code: 0,
    },
    {
      name: 'went, its line in the ledger stays',
      ids: withFresh,
      problems: [`identity/left-over ${ledger}:9`],
      says: `${fresh.one} --never-published --base HEAD`,
      code: 5,
    },
  ])('$name', async ({ problems, says, code, ...after }) => {
    const ended = await checked(after);
    expect(problemsIn(ended)).toEqual(problems);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain(says);
    expect(ended.code).toBe(code);
  });

  test('changes from commit to commit on a branch', async () => {
    const repository = readingRepository();
    const cwd = repository.folder;
    const base = repository.head();
    for (const sourcedId of Object.values(fresh)) {
      repository.commit({
        [manifest]: edited(reading, [
          lines.inference,
          minted.replace(fresh.one, sourcedId) + lines.inference,
        ]),
      });
    }
    expect((await cli(['check', '--base', base], { cwd })).code).toBe(0);
    expect((await cli(['check', '--base', 'HEAD~1'], { cwd })).code).toBe(5);
  });
});
