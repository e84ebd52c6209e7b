// What the library offers is written down: a change of it is seen in a review, and not by a user.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { apiReport, builtTypes, reportFile } from '../../scripts/api/report.ts';
import { folderWith } from '../support/catalog-folder.ts';

const root = join(import.meta.dirname, '../..');

test('the built library is the one of docs/reference/library-api.md', () => {
  const committed = readFileSync(join(root, reportFile), 'utf8').replaceAll('\r\n', '\n');
  const differs = apiReport(join(root, builtTypes)) !== committed;
  expect(differs ? `${reportFile} is stale: run \`npm run api\`, and read its diff` : '').toBe('');
});

describe('the report', () => {
  const files = {
    'dist/lib/index.d.ts': "export { type Shown, show } from './show.js';\n",
    'dist/lib/show.d.ts': `import type { Part } from './part.ts';
import type { Buffer } from 'node:buffer';
interface Unseen { readonly a: string }
/** What it is. */
export interface Shown extends Base { readonly part: Part['of']; readonly bytes: Buffer }
interface Base { readonly known: typeof table }
declare const table: { readonly help: "Read it and mend it."; readonly code: "a/b" };
export declare function show(what: string): Shown;
`,
    'dist/lib/part.d.ts':
      'export interface Part { readonly of: number; readonly other?: string }\n',
  };
  const reportOf = (change: Partial<typeof files> = {}) =>
    apiReport(join(folderWith({ ...files, ...change }), 'dist/lib/index.d.ts'));
  const changed = (file: keyof typeof files, from: string, to: string) =>
    reportOf({ [file]: files[file].replace(from, to) });

  test('has what is exported, and apart from it what that refers to', () => {
    const [exported = '', made = ''] = reportOf().split('## What they are made of');
    expect(exported).toContain('show(what: string): Shown');
    expect(exported).toContain('interface Shown extends Base');
    for (const name of ['interface Base', 'interface Part', 'const table']) {
      expect(made).toContain(name);
    }
    expect(reportOf()).not.toContain('Unseen');
  });

  test.each([
    { what: 'a field less', file: 'dist/lib/part.d.ts', from: '; readonly other?: string', to: '' },
    { what: 'another type', file: 'dist/lib/part.d.ts', from: 'number', to: 'string' },
    { what: 'another argument', file: 'dist/lib/show.d.ts', from: 'what: string', to: '' },
    { what: 'a code less', file: 'dist/lib/show.d.ts', from: '"a/b"', to: '"a/c"' },
    { what: 'an export less', file: 'dist/lib/index.d.ts', from: ', show', to: '' },
  ] as const)('is another for $what', ({ file, from, to }) => {
    expect(changed(file, from, to)).not.toBe(reportOf());
  });

  test.each([
    { what: 'other words about it', from: 'What it is.', to: 'What it was.' },
    { what: 'other help', from: 'Read it and mend it.', to: 'Mend it and read it.' },
    { what: 'what nobody reaches', from: 'readonly a: string', to: 'readonly a: number' },
  ])('is the same for $what', ({ from, to }) => {
    expect(changed('dist/lib/show.d.ts', from, to)).toBe(reportOf());
  });
});
