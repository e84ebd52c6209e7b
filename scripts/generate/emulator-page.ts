import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { absentParts } from '../../src/features/emulator/server/absent.ts';
import { absentText } from '../../src/features/emulator/server/app.ts';
import type { Collection } from '../../src/features/emulator/server/collection.ts';
import { emulatedOneroster } from '../../src/features/emulator/server/oneroster.ts';
import { differences } from './differences.ts';
import { type Output, withTable } from './output.ts';

const page = 'docs/emulator.md';

/** The tables of docs/emulator.md, generated from tables of the emulator. */
export const emulatorPage: Output = {
  file: page,
  make: () => {
    const text = readFileSync(join(import.meta.dirname, '../..', page), 'utf8');
    const tables = { collections: collectionsTable(), absent: absentTable(), differences: rows() };
    return Object.entries(tables).reduce(
      (made, [name, table]) => withTable(made, name, table, page),
      text,
    );
  },
};

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');
}

const code = (text: string) => `\`${text}\``;

const made: Readonly<Record<string, string>> = {
  'by POST': 'GET, POST, PUT, DELETE',
  'by POST or PUT': 'GET, POST, PUT that makes as well, DELETE',
  'by nobody': 'GET',
};

function collectionsTable(): string {
  const { collections, nested = [], endpoints = [] } = emulatedOneroster;
  const lists = collections.map((one: Collection) => [
    code(one.path),
    made[one.made ?? ''] ?? 'GET, PUT',
  ]);
  const below = nested.map(({ path, adds }) => [code(path), adds ? 'GET, POST' : 'GET']);
  const others = endpoints.map(({ paths: [path = ''], method }) => [code(path), method]);
  return table(['path', 'methods'], [...lists, ...below, ...others]);
}

function absentTable(): string {
  return table(
    ['paths', 'why'],
    absentParts.map((part) => [
      part.paths.map((path) => code(part.method ? `${part.method} ${path}` : path)).join(', '),
      absentText(part),
    ]),
  );
}

function rows(): string {
  return table(
    ['question', 'here', 'one side', 'the other side'],
    differences.map(({ question, here, sides }) => [
      question,
      here,
      ...sides.map(({ says, source, quirk }) => {
        const how = quirk ? `: ${code(`--quirk ${quirk}`)}` : '';
        return `${says} (${source})${how}`;
      }),
    ]),
  );
}
