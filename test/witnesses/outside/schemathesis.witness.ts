// Schemathesis draws requests from an OpenAPI document and holds the emulator's answers against it: no 5xx, answers
// that fit, what the document forbids refused, what it allows taken. Pinned and seeded, so a run finds what the last
// one found; what a document decides otherwise is in `decided`, with the document.
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { folderWith } from '../../support/catalog-folder.ts';
import { type ApiDocument, documents } from '../../support/openapi.ts';
import { heldToPage } from '../../support/python-witness.ts';
import { seen, witnessOf } from '../../support/witness.ts';
import { publishedRivers, tokenOf } from './rivers.ts';
import { decided, type Finding } from './schemathesis-decided.ts';

const name = 'schemathesis';
const run = promisify(execFile);

/** Ids that exist, by what stands before them in a path. */
const existing = [
  ['courses/components/{sourcedId}', 'nile'],
  ['courses/component-resources/{sourcedId}', 'nile-quiz'],
  ['courses/{sourcedId}', 'rivers'],
  ['courses/{courseSourcedId}/', 'rivers'],
  ['resources/{sourcedId}', 'film'],
  ['resources/export/{sourceId}', 'film'],
  ['classes/{classSourcedId}/', 'class-1'],
  ['users/{userSourcedId}/', 'student-1'],
  ['orgs/{sourcedId}', 'partner-sandbox'],
] as const;

/** Findings of one run: each kind of failure at each operation. */
async function findings(document: ApiDocument) {
  const { url } = await publishedRivers();
  const cwd = folderWith({ 'schemathesis.toml': parametersFor(document) });
  const authorization = `Authorization: Bearer ${await tokenOf(url, '/oauth2/token')}`;
  const drawn = ['--seed', '1', '--generation-database', 'none', '--max-examples', '15'];
  const phases = ['--phases', 'coverage,fuzzing', '--workers', '1', '--no-shrink'];
  const report = ['--report', 'json', '--report-dir', 'report'];
  const program = join(witnessOf(name)?.path ?? '', '../schemathesis');
  const given = ['run', document.file(), '--url', url, '--header', authorization];
  const ended = await run(program, [...given, ...drawn, ...phases, ...report], {
    cwd,
    timeout: 560_000,
    maxBuffer: 1 << 28,
  }).catch((error: unknown) => String(Object(error).stdout));
  const [file] = globSync('report/json-*.json', { cwd });
  if (file === undefined) throw new Error(`no report: ${String(ended)}`);
  const report_: Report = JSON.parse(readFileSync(join(cwd, file), 'utf8'));
  expect(report_.errors).toEqual([]);
  expect(report_.operations.tested).toBe(report_.operations.selected);
  const found = report_.failures.flatMap(({ code, title, operations }) =>
    operations.map((operation): Finding => ({ code, title, operation })),
  );
  return { found, operations: report_.operations.tested, cases: report_.test_cases.generated };
}

interface Report {
  readonly errors: readonly unknown[];
  readonly operations: { readonly tested: number; readonly selected: number };
  readonly test_cases: { readonly generated: number };
  readonly failures: readonly {
    readonly code: string;
    readonly title: string;
    readonly operations: readonly string[];
  }[];
}

function parametersFor(document: ApiDocument): string {
  const { paths }: { paths: object } = JSON.parse(readFileSync(document.file(), 'utf8'));
  return Object.keys(paths)
    .flatMap((path) => {
      const [, id] = existing.find(([end]) => path.includes(end)) ?? [];
      const [, parameter] = /\{(\w+)\}/.exec(path) ?? [];
      if (id === undefined || parameter === undefined) return [];
      const include = `include-path = ${JSON.stringify(path)}`;
      return [`[[operations]]\n${include}\nparameters = { "path.${parameter}" = "${id}" }\n`];
    })
    .join('\n');
}

describe.skipIf(!witnessOf(name))('schemathesis', () => {
  test.each(documents)(
    '$name: finds what a document decides otherwise, and nothing else',
    async (document) => {
      const { found, operations, cases } = await findings(document);
      const rows = found
        .map((one) => ({ ...one, why: decided(one) }))
        .sort((a, b) => (`${a.operation} ${a.code}` < `${b.operation} ${b.code}` ? -1 : 1));
      heldToPage(
        `schemathesis, ${document.name}`,
        [
          '',
          `${operations} operations, ${rows.length} findings.`,
          '',
          '| operation | finding | verdict | decided by |',
          '| --- | --- | --- | --- |',
          ...rows.map(
            ({ operation, code, title, why }) =>
              `| \`${operation}\` | ${code} ${title} | ${why === undefined ? 'wrong' : 'decided'} | ${why ?? ''} |`,
          ),
          '',
        ].join('\n'),
      );
      seen(name, `${cases} requests from ${document.name}, ${rows.length} findings`);
      expect(found.filter(({ code }) => code === 'ST101')).toEqual([]);
    },
  );
});
