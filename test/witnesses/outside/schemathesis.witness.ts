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
import { decided, findingsIn } from './schemathesis-decided.ts';

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

/** Parameters whose grammar the document has in prose: what is drawn for them is noise, and tests of ours have them. */
const ofProse = ['filter', 'fields', 'sort', 'orderBy', 'search'];

/** The document without the operations that the emulator answers 501 to, and how many these are. */
async function playedPart(document: ApiDocument, url: string, authorization: string) {
  const whole: OpenApi = JSON.parse(readFileSync(document.file(), 'utf8'));
  let absent = 0;
  for (const [path, item] of Object.entries(whole.paths)) {
    for (const method of Object.keys(item).filter((one) => methods.includes(one))) {
      const operation = item[method];
      const body = ['post', 'put'].includes(method) ? { body: '{}' } : {};
      const answer = await fetch(url + path.replaceAll(/\{\w+\}/g, 'none'), {
        method: method.toUpperCase(),
        headers: { authorization, 'content-type': 'application/json' },
        ...body,
      });
      await answer.arrayBuffer();
      if (answer.status === 501) {
        absent += 1;
        delete item[method];
      } else if (operation?.parameters) {
        operation.parameters = operation.parameters.filter(({ name }) => !ofProse.includes(name));
      }
    }
    if (Object.keys(item).length === 0) delete whole.paths[path];
  }
  return { whole, absent };
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

interface OpenApi {
  readonly paths: Record<string, Record<string, { parameters?: { readonly name: string }[] }>>;
}

/** Findings of one run: each kind of failure at each operation. */
async function findings(document: ApiDocument) {
  const { url } = await publishedRivers();
  const token = `Bearer ${await tokenOf(url, '/oauth2/token')}`;
  const { whole, absent } = await playedPart(document, url, token);
  const cwd = folderWith({
    'schemathesis.toml': parametersFor(whole),
    'document.json': JSON.stringify(whole),
  });
  const drawn = ['--seed', '1', '--generation-database', 'none', '--max-examples', '15'];
  const phases = ['--phases', 'coverage,fuzzing', '--workers', '1', '--no-shrink'];
  const written = ['--report', 'json,ndjson', '--report-dir', 'report'];
  const program = join(witnessOf(name)?.path ?? '', '../schemathesis');
  const given = ['run', 'document.json', '--url', url, '--header', `Authorization: ${token}`];
  const ended = await run(program, [...given, ...drawn, ...phases, ...written], {
    cwd,
    timeout: 560_000,
    maxBuffer: 1 << 28,
  }).catch((error: unknown) => String(Object(error).stdout));
  const [file] = globSync('report/json-*.json', { cwd });
  if (file === undefined) throw new Error(`no report: ${String(ended)}`);
  const report: Report = JSON.parse(readFileSync(join(cwd, file), 'utf8'));
  expect(report.errors).toEqual([]);
  expect(report.operations.tested).toBe(report.operations.selected);
  const [lines = ''] = globSync('report/ndjson-*.ndjson', { cwd });
  const found = findingsIn(readFileSync(join(cwd, lines), 'utf8').split('\n').filter(Boolean));
  const named = report.failures.flatMap(({ code, operations }) =>
    operations.map((operation) => `${operation} ${code}`),
  );
  expect(found.map(({ operation, code }) => `${operation} ${code}`).sort()).toEqual(named.sort());
  const { tested } = report.operations;
  return { found, absent, operations: tested, cases: report.test_cases.generated };
}

interface Report {
  readonly errors: readonly unknown[];
  readonly operations: { readonly tested: number; readonly selected: number };
  readonly test_cases: { readonly generated: number };
  readonly failures: readonly {
    readonly code: string;
    readonly operations: readonly string[];
  }[];
}

function parametersFor({ paths }: OpenApi): string {
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
      const { found, absent, operations, cases } = await findings(document);
      const rows = found
        .map((one) => ({ ...one, whys: decided(one) }))
        .sort((a, b) => (`${a.operation} ${a.code}` < `${b.operation} ${b.code}` ? -1 : 1));
      heldToPage(
        `schemathesis, ${document.name}`,
        [
          '',
          `${operations} operations, ${rows.length} findings; ${absent} operations more are absent (501).`,
          '',
          '| operation | finding | verdict | decided by |',
          '| --- | --- | --- | --- |',
          ...rows.map(
            ({ operation, code, title, whys }) =>
              `| \`${operation}\` | ${code} ${title} | ${whys ? 'decided' : 'wrong'} | ${(whys ?? []).join('<br>')} |`,
          ),
          '',
        ].join('\n'),
      );
      seen(name, `${cases} requests from ${document.name}, ${rows.length} findings`);
      expect(rows.filter(({ whys }) => whys === undefined)).toEqual([]);
    },
  );
});
