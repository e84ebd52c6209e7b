// Every key whose value names files: what it resolves to stays inside the folder of the config, and
// names nothing hidden. The files outside hold a secret, which would show in the frame of a problem.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';

const secret = 'hunter2-of-the-runner';
const outside = {
  '.aws/credentials': `[default]\nkey = ${secret}\n`,
  '.netrc': `machine x password ${secret}\n`,
  'out/s.yaml': `secret: ${secret}\n`,
  'work/repo/.git/config': `[http]\n  extraheader = ${secret}\n`,
  'work/repo/node_modules/x/x.yaml': `secret: ${secret}\n`,
};

/** Each leads, for some reading of it, to a file that holds the secret. */
const hostile = [
  ...['../../out/*.yaml', '/etc/passwd', 'C:/x.yaml', '../../.aws/*', '.git/config'],
  ...['./\\.\\./\\.\\./.aws/*', '\\.\\./\\.\\./out/*.yaml', 'catalog/..\\/../../out/*.yaml'],
  ...['{..,x}/{..,x}/out/*.yaml', '.{.,}/.{.,}/out/*.yaml', '[.][.]/[.][.]/out/s.yaml'],
  ...['@(..)/@(..)/out/*.yaml', '(..)/(..)/out/*.yaml', 'catalog/../../../out/s.yaml'],
  ...['{.git,x}/config', '[.]git/config', '{/etc,x}/passwd', 'node_modules/**/*.yaml'],
  ...['link/*.yaml', 'li*/s.yaml'],
];

const course = 'kind: course\nsourcedId: more\ntitle: More\nunits:\n  - include: VALUE\n';

/** One row for each key that names files. A new one belongs here. */
const keys = [
  { key: 'catalog', files: { config: 'catalog: [catalog/*.yaml, VALUE]\n' } },
  { key: 'standards', files: { config: 'standards: [VALUE]\n' } },
  { key: 'ids', files: { config: 'ids: VALUE\n' } },
  { key: 'include', files: { config: '', manifest: course } },
] as const;

function folderFor(files: { config: string; manifest?: string }, value: string): string {
  const top = folderWith(outside);
  const cwd = join(top, 'work/repo');
  const text = (template: string) => template.replace('VALUE', JSON.stringify(value));
  for (const [file, content] of Object.entries(catalogFiles())) put(cwd, file, content);
  put(cwd, 'timeback-catalog.yaml', `org: partner-sandbox\n${text(files.config)}`);
  put(
    cwd,
    'catalog/more.yaml',
    text(
      files.manifest ??
        'kind: course\nsourcedId: more\ntitle: More\nresources:\n  - { sourcedId: film, title: Film, vendorResourceId: film, standards: [s] }\n',
    ),
  );
  put(cwd, 'units/own.yaml', 'kind: unit\nsourcedId: own-unit\ntitle: Own\n');
  put(cwd, 'standards.json', '{"CFItems": [{"identifier": "s"}]}');
  if (value.startsWith('li')) symlinkSync(join(top, 'out'), join(cwd, 'link'));
  return cwd;
}

describe.each(keys)('$key', ({ key, files }) => {
  test.each(hostile)('%s', async (value) => {
    const { code, stdout, stderr } = await commandLine(['check'], { cwd: folderFor(files, value) });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /\[(include\/(outside|missing)|glob\/unusable|file\/symbolic-link|schema\/wrong-value|standards\/package)\]/,
    );
    expect(stdout + stderr).not.toContain(secret);
  });

  test('an honest value', async () => {
    const honest = {
      catalog: 'units/*.yaml',
      standards: 'standards.json',
      ids: 'other.ids',
      include: '../units/*.yaml',
    }[key];
    const withUnits =
      key === 'include' ? { ...files, config: 'catalog: [catalog/*.yaml, units/*.yaml]\n' } : files;
    const { code, stderr } = await commandLine(['check'], { cwd: folderFor(withUnits, honest) });
    expect({ code, stderr: stderr.includes('Error[') }).toEqual({ code: 0, stderr: false });
  });
});
