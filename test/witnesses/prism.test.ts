// Prism, a server and a validating proxy made from an OpenAPI document of the OneRoster API by people who
// never saw this tool: https://github.com/stoplightio/prism.
import { expect, onTestFinished, test } from 'vitest';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { independentServer } from '../support/independent/server.ts';
import { type ApiDocument, documents } from '../support/openapi.ts';
import { startPrism } from '../support/prism.ts';
import { credentials } from '../support/served-catalog.ts';

/** What its answers are made of: one example of each field, or values drawn from the schemas by a seed. */
const mocks = [
  ['examples', []],
  ...[1, 2].map((seed) => [`drawn by seed ${seed}`, ['--dynamic', '--seed', `${seed}`]] as const),
] as const;
const rows = documents.flatMap((document) =>
  mocks.map(([what, options]) => ({ name: document.name, what, options, document })),
);

/** A folder whose environment is a mock made from a document; its tokens come from elsewhere. */
async function aroundMock(document: ApiDocument, options: readonly string[]) {
  const cwd = folderWith(catalogFiles());
  const mock = await startPrism(['mock', ...options], document, { cwd });
  // Of tokens the document says nothing.
  const tokens = await independentServer({ dialect: 'oneroster' });
  onTestFinished(tokens.close);
  const environment = {
    baseUrl: mock.url,
    dialect: 'oneroster',
    tokenUrl: `${tokens.url}/oauth2/token`,
  };
  const config = { org: 'partner-sandbox', environments: { mock: environment } };
  return {
    cwd: folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': JSON.stringify(config) }),
    env: credentials,
  };
}

// It keeps nothing and takes seconds to start: one of them serves all.
test.each(rows)(
  'a mock made from $name, $what: doctor, plan, tree and each row of a probe end in order',
  async ({ document, options }) => {
    const around = await aroundMock(document, options);
    for (const command of ['doctor', 'plan', 'tree']) {
      const { code, stdout, stderr } = await cli([command, '--env', 'mock'], around);
      const said = stdout + stderr;
      expect([command, code, said]).toEqual([
        command,
        expect.toBeOneOf([0, 1, 2, 3, 4, 5]),
        expect.not.stringMatching(/bug in timeback-catalog|\n\s+at /),
      ]);
      if (code !== 0) expect(said).toMatch(/Error\[\w+\/[\w-]+\]/);
    }
    const words = ['probe', '--env', 'mock', '--yes', '--format', 'json'];
    const { stdout, stderr } = await cli(words, around);
    expect(stdout, stderr).not.toBe('');
    const { summary, rows: all, records } = JSON.parse(stdout);
    expect(summary.requests).toBeLessThanOrEqual(150);
    expect(summary.writes).toBeLessThanOrEqual(40);
    // One record shows that nothing is kept.
    expect(records.length).toBeLessThanOrEqual(1);
    expect(all.length).toBeGreaterThan(100);
    for (const { state, how } of all) {
      expect(['measured', 'contradicted', 'refused', 'not tried']).toContain(state);
      expect(how).not.toBe('');
    }
  },
  120_000,
);
