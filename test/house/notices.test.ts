// What we bundle is under licences that ask for their text and for the copyright lines to go with the
// code.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { actionFiles } from '../../scripts/build/action-files.ts';
import { allowedLicences, bundledPackage, packageFiles } from '../../scripts/build/notices.ts';
import { folderWith } from '../support/catalog-folder.ts';

const root = join(import.meta.dirname, '../..');

interface Notice {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

/** The notices in a file, as a reader finds them: a rule, a line with the name, the text. */
function noticesIn(file: string): readonly Notice[] {
  const [, ...parts] = readFileSync(join(root, file), 'utf8').split(`\n${'-'.repeat(80)}\n\n`);
  return parts.map((part) => {
    const [, name = '', version = '', licence = '', text = ''] =
      /^(\S+) (\S+) \((.+?)\)\n\n(.*)$/s.exec(part) ?? [];
    return { name, version, licence, text };
  });
}

/** Packages by the paths of what esbuild takes in for these entries, apart from how we build. */
async function packagesIn(...entryPoints: readonly string[]): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [...entryPoints],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const files = Object.keys(metafile.inputs).filter((file) => file.includes('node_modules/'));
  const folders = files.map((file) => file.replace(/(.*node_modules\/(?:@[^/]+\/)?[^/]+).*/, '$1'));
  return [...new Set(folders)].map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return `${name} ${version}`;
  });
}

/** Is in the validators, which are generated: no import leads there. */
const ajv = JSON.parse(readFileSync(join(root, 'node_modules/ajv/package.json'), 'utf8'));
const generated = `ajv ${ajv.version}`;

describe.each([
  {
    what: 'the package: command line and library',
    files: packageFiles,
    entries: ['src/cli/bin.ts', 'src/cli/main.ts', 'src/index.ts'],
  },
  { what: 'the Action', files: actionFiles, entries: ['src/action/start.ts'] },
])('$what', ({ files, entries }) => {
  const notices = noticesIn(files.notices);

  test('has a list of them for other tools, the same ones with the same licences', () => {
    const sbom = JSON.parse(readFileSync(join(root, files.sbom), 'utf8'));
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    const listed = sbom.components.map(
      (one: { name: string; version: string; licenses: [{ license: { id: string } }] }) =>
        `${one.name} ${one.version} (${one.licenses[0].license.id})`,
    );
    expect(listed).toEqual(
      notices.map(({ name, version, licence }) => `${name} ${version} (${licence})`),
    );
    const refs = sbom.components.map((one: { 'bom-ref': string }) => one['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    expect(sbom.dependencies[0].dependsOn).toEqual(refs);
  });

  test('has a notice of every package that is in it, and of no other', async () => {
    const named = notices.map(({ name, version }) => `${name} ${version}`);
    expect(named).toEqual([...named].sort());
    expect(new Set(named)).toEqual(new Set([...(await packagesIn(...entries)), generated]));
    expect(new Set(named).size).toBe(named.length);
  });

  test('each with a licence that may be shipped, its text and whose it is', () => {
    for (const { name, licence, text } of notices) {
      expect([name, allowedLicences]).toEqual([name, expect.arrayContaining([licence])]);
      expect([name, text]).toEqual([name, expect.stringMatching(/^.*copyright.*\w/im)]);
      const terms =
        /permission is hereby granted|permission to use, copy|redistribution and use|blue oak model license/i;
      expect([name, text]).toEqual([name, expect.stringMatching(terms)]);
      expect([name, text]).toEqual([name, expect.stringMatching(/"?AS IS"?/i)]);
    }
  });
});

test('the npm package holds the notices of what it ships', () => {
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files }] = JSON.parse(packed);
  const names = files.map(({ path }: { path: string }) => path);
  for (const file of Object.values(packageFiles)) expect(names).toContain(file);
  expect(names).toContain('LICENSE');
  for (const file of Object.values(actionFiles)) expect(names).not.toContain(file);
});

describe('a package that may not be bundled ends the build', () => {
  const mit = { name: 'some-package', version: '1.2.3', license: 'MIT' };
  const folder = (packageJson: object, files: Readonly<Record<string, string>> = {}) =>
    folderWith({ 'package.json': JSON.stringify(packageJson), ...files });

  test.each([
    ['none', {}],
    ['an empty one', { LICENSE: ' \r\n' }],
  ])('licence text: %s', (_, files) => {
    expect(() => bundledPackage(folder(mit, files))).toThrow(
      /^some-package 1\.2\.3 is bundled, and .* has no licence text .* scripts\/build\/licences\/some-package@1\.2\.3\.txt\.$/,
    );
  });

  test.each(['GPL-3.0', 'SEE LICENSE IN LICENSE', undefined])('licence: %s', (license) => {
    const given = folder({ ...mit, license }, { LICENSE: 'Copyright somebody' });
    expect(() => bundledPackage(given)).toThrow(`its licence ${license} is none of MIT, ISC`);
  });

  test('an honest one beside them passes, with all its files', () => {
    const files = { LICENSE: 'Copyright A\r\nTerms\r\n', 'NOTICE.md': 'Copyright B' };
    expect(bundledPackage(folder(mit, files))).toEqual({
      name: 'some-package',
      version: '1.2.3',
      licence: 'MIT',
      texts: ['Copyright A\nTerms', 'Copyright B'],
    });
  });
});
