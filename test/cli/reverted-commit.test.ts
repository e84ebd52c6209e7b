// A commit that is reverted takes nodes and their lines of the ledger away together: nothing here knows the
// ids any more, and each cure that is printed works by itself.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { follow, toldBy, waysOf } from '../support/cures.ts';
import {
  edited,
  id,
  ledger,
  lines,
  manifest,
  reading,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import { hasGit, newRepository } from '../support/repository.ts';

const since = ['check', '--base', 'HEAD'] as const;

describe.skipIf(!hasGit)('a reverted commit', () => {
  test.each([
    { way: 1, line: 'lesson retired …' },
    { way: 2, line: 'lesson released other' },
  ])('way $way of a node whose line went as well', async ({ way, line }) => {
    const { folder } = readingRepository();
    put(folder, manifest, edited(reading, [lines.supporting, '']));
    put(folder, ledger, recorded.replace(`${id.supporting} lesson live\n`, ''));
    const told = await toldBy(since, folder);
    const { hint = '' } = told.diagnostics.find(({ code }) => code === 'identity/vanished') ?? {};
    await follow(waysOf(hint)[way] ?? '', folder);
    expect(await toldBy(since, folder)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, ledger), 'utf8')).toContain(`${id.supporting} ${line}`);
  });

  test('a placement that stands there and lost its line gets its id back', async () => {
    const { folder, commit } = newRepository();
    put(
      folder,
      'timeback-catalog.yaml',
      'environments:\n  live: { baseUrl: "https://a.example", dialect: oneroster }\n',
    );
    const course = (entry: string) =>
      `kind: course\nsourcedId: c\ntitle: Rivers\nunits:\n  - sourcedId: u\n    title: Springs\n    lessons:\n      - sourcedId: l\n        title: Karst\n        resources: [${entry}]\nresources:\n  - { sourcedId: film, title: Film, vendorResourceId: "1" }\n`;
    put(folder, manifest, course('film'));
    const placement = 'from-the-platform placement live l film';
    const nodes = ['c course', 'u unit', 'l lesson', 'film resource'];
    const others = nodes.map((one) => `${one} live`).join('\n');
    put(folder, ledger, `${others}\n${placement}\n`);
    commit();
    put(folder, ledger, `${others}\n`);
    const told = await toldBy(since, folder);
    const lost = told.diagnostics.find(({ code }) => code === 'identity/vanished');
    expect(lost?.detail).toContain('neither its entry nor the ledger');
    const [, entry = ''] = /as `(\{[^`]+\})`/.exec(lost?.hint ?? '') ?? [];
    put(folder, manifest, course(entry));
    await follow('`timeback-catalog fmt`', folder);
    expect(await toldBy(since, folder)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, ledger), 'utf8')).toContain(placement);
  });
});
