// What other hosts read: pipelines held against the schemas of their hosts, the one for Jenkins as Groovy, the one
// for GitLab and the hooks for pre-commit carried out, and SARIF held against its standard.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtPackage } from '../../support/built-package.ts';
import { folderWith, put } from '../../support/catalog-folder.ts';
import { cli } from '../../support/command-line.ts';
import {
  config,
  edited,
  fresh,
  id,
  manifest,
  reading,
  readingFiles,
} from '../../support/reading-catalog.ts';
import { root, seen, witnessOf } from '../../support/witness.ts';

const sarif = witnessOf('@microsoft/sarif-multitool');
const gitlab = witnessOf('gitlab-ci-local');

describe.skipIf(!sarif)('sarif-multitool', () => {
  const validate = (text: string) => {
    const folder = folderWith({ 'check.sarif': text });
    const env = { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' };
    try {
      const program = join(sarif?.path ?? '', 'bin.js');
      const args = [program, 'validate', join(folder, 'check.sarif')];
      return execFileSync(process.execPath, args, { encoding: 'utf8', env });
    } catch (error) {
      return String((error as { stdout?: unknown }).stdout ?? error);
    }
  };

  test('finds no error in what check writes, and one in what is wrong', async () => {
    const bad = reading.replace('title: Main', 'titel: Main');
    const cwd = folderWith({ [manifest]: bad, [config]: 'org: a\n' });
    const { stdout } = await cli(['check', '-f', 'sarif'], { cwd });
    expect(JSON.parse(stdout).runs[0].results.length).toBeGreaterThan(0);
    const said = validate(stdout);
    expect(said).toContain('Analysis completed successfully');
    expect(said).not.toMatch(/: error /);
    expect(validate(stdout.replace('"startLine"', '"startLime"'))).toMatch(/: error |startLime/);
    seen('@microsoft/sarif-multitool', 'no error');
  });
});

/** Stands in for rsync on a machine without it: copies a folder, but for what the program itself keeps. */
const copying = `#!/usr/bin/env bash
set -e
from="\${@: -2:1}"; to="\${@: -1}"
mkdir -p "$to"
tar --exclude=.gitlab-ci-local -cf - -C "$from" . | tar -xf - -C "$to"
`;

describe.skipIf(!gitlab)('gitlab-ci-local', () => {
  test('carries out the pipeline: check on a merge request, plan and apply on main', async () => {
    const cwd = folderWith();
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
        cwd,
        encoding: 'utf8',
      }).trim();
    git('init', '-q', '-b', 'main');
    await cli(['init', '--title', 'Reading', '--no-workflows'], { cwd });
    const text = readFileSync(join(root, 'examples/pipelines/gitlab-ci.yml'), 'utf8');
    writeFileSync(join(cwd, '.gitlab-ci.yml'), text.replace(/^default:\n {2}image: .*\n/m, ''));
    git('add', '-A');
    git('commit', '-qm', 'start');
    git('remote', 'add', 'origin', 'https://gitlab.com/the-org/catalog.git');
    git('config', 'user.name', 'a');
    git('config', 'user.email', 'a@example.org');
    const tool = builtPackage();
    const programs = folderWith({ rsync: copying });
    chmodSync(join(programs, 'rsync'), 0o755);
    const run = (job: string, ...variables: readonly string[]) => {
      const all = [`TIMEBACK_CATALOG=${tool}`, 'CATALOG_ENV=local', ...variables];
      const given = all.flatMap((one) => ['--variable', one]);
      const how = ['--force-shell-executor', '--no-shell-isolation', '--needs'];
      const known = ['--ignore-predefined-vars', 'CI_PIPELINE_SOURCE'];
      const path = [programs, dirname(process.execPath), process.env['PATH']].join(delimiter);
      return execFileSync(gitlab?.path ?? '', [job, ...how, ...known, ...given], {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, PATH: path },
      });
    };
    const base = git('rev-parse', 'HEAD');
    run(
      'check',
      'CI_PIPELINE_SOURCE=merge_request_event',
      `CI_MERGE_REQUEST_DIFF_BASE_SHA=${base}`,
    );
    expect(run('apply')).toContain('3 added');
    expect(existsSync(join(cwd, '.gitlab-ci-local'))).toBe(true);
    seen('gitlab-ci-local', 'check, plan and apply passed');
  });
});

const schemas = witnessOf('check-jsonschema');

describe.skipIf(!schemas)('check-jsonschema', () => {
  /** Whether a file is as the schema of its host says. */
  const isValid = (schema: string, file: string) => {
    const transform = ['azure-pipelines', 'gitlab-ci'].find((one) => schema.endsWith(one));
    const how = transform === undefined ? [] : ['--data-transform', transform];
    // The schema of Azure has expressions that are none under the flag for Unicode.
    const args = ['-m', 'check_jsonschema', '--builtin-schema', schema, '--regex-variant'];
    const { status } = spawnSync(schemas?.path ?? '', [...args, 'nonunicode', ...how, file]);
    return status === 0;
  };

  test.each([
    ['vendor.azure-pipelines', 'examples/pipelines/azure-pipelines.yml', 'script:', 'scrpt:'],
    [
      'vendor.bitbucket-pipelines',
      'examples/pipelines/bitbucket-pipelines.yml',
      'image: node:24',
      'image: [1]',
    ],
    ['vendor.gitlab-ci', 'examples/pipelines/gitlab-ci.yml', 'rules:', 'rles:'],
    ['vendor.github-actions', 'action.yml', 'using: node24', 'using: node1'],
    ...readdirSync(join(root, 'examples/workflows')).map((name) => [
      'vendor.github-workflows',
      `examples/workflows/${name}`,
      'runs-on:',
      'runs-at:',
    ]),
  ])('%s knows all of %s', (schema = '', file = '', right = '', wrong = '') => {
    expect(isValid(schema, join(root, file))).toBe(true);
    const text = readFileSync(join(root, file), 'utf8');
    const folder = folderWith({ 'wrong.yml': text.replaceAll(right, wrong) });
    expect(isValid(schema, join(folder, 'wrong.yml'))).toBe(false);
    seen('check-jsonschema', `${file} is as ${schema} says`);
  });
});

const groovy = witnessOf('npm-groovy-lint');

describe.skipIf(!groovy)('npm-groovy-lint', () => {
  test('reads the pipeline for Jenkins, and not one that lacks a brace', () => {
    const text = readFileSync(join(root, 'examples/pipelines/Jenkinsfile'), 'utf8');
    const cwd = folderWith({
      'right/Jenkinsfile': text,
      'wrong/Jenkinsfile': text.replace('stages {', 'stages'),
    });
    const how = ['--noserver', '--config', 'recommended-jenkinsfile', '--failon', 'none'];
    const asked = ['--output', 'json', '--path', cwd, '--files', '**/Jenkinsfile'];
    const { stdout } = spawnSync(groovy?.path ?? '', [...how, ...asked], {
      cwd,
      env: {
        ...process.env,
        PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
      },
      encoding: 'utf8',
    });
    const { files } = JSON.parse(stdout) as {
      files: Record<string, { errors: { severity: string; rule: string }[] }>;
    };
    const rulesOf = (name: string) =>
      Object.entries(files)
        .filter(([file]) => file.endsWith(`${name}/Jenkinsfile`))
        .flatMap(([, { errors }]) => errors)
        .flatMap(({ severity, rule }) => (severity === 'error' ? [rule] : []));
    expect(rulesOf('wrong')).toEqual(['NglParseError']);
    expect(rulesOf('right')).toEqual([]);
    seen('npm-groovy-lint', 'no error in examples/pipelines/Jenkinsfile as Groovy');
  });
});

const preCommit = witnessOf('pre-commit');

describe.skipIf(!preCommit)('pre-commit', () => {
  test('installs the hooks from a clone, gives new lessons their ids from the first commit on, and refuses a lost one', () => {
    const cwd = folderWith();
    // It looks for both names of Node.
    const programs = folderWith();
    for (const name of ['node', 'nodejs']) symlinkSync(process.execPath, join(programs, name));
    const env = {
      ...process.env,
      PATH: [programs, process.env['PATH']].join(delimiter),
      PRE_COMMIT_HOME: folderWith(),
      npm_config_prefer_offline: 'true',
    };
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
        cwd,
        encoding: 'utf8',
      });
    const hooks = () => {
      const args = ['-m', 'pre_commit', 'run', '--all-files'];
      const { status, stdout } = spawnSync(preCommit?.path ?? '', args, {
        cwd,
        env,
        encoding: 'utf8',
      });
      return { status, stdout };
    };
    git('init', '-q', '-b', 'main');
    const rev = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
    const ids = ['timeback-catalog-fmt', 'timeback-catalog-check'];
    put(
      cwd,
      '.pre-commit-config.yaml',
      JSON.stringify({ repos: [{ repo: root, rev, hooks: ids.map((one) => ({ id: one })) }] }),
    );
    for (const [path, text] of Object.entries(readingFiles)) put(cwd, path, text);
    // From the first commit on, which nothing comes before.
    for (const title of ['A new lesson', 'Another one']) {
      const text = readFileSync(join(cwd, manifest), 'utf8');
      put(cwd, manifest, `${text}      - title: ${title}\n`);
      git('add', '-A');
      const first = hooks();
      expect(first.stdout).toContain('files were modified by this hook');
      git('add', '-A');
      const second = hooks();
      expect(second.status, second.stdout).toBe(0);
      git('commit', '-qm', 'Laid out');
    }
    put(cwd, manifest, edited(readFileSync(join(cwd, manifest), 'utf8'), [id.finding, fresh.one]));
    git('add', '-A');
    const lost = hooks();
    expect(lost.status, lost.stdout).toBe(1);
    expect(lost.stdout).toContain('identity/re-minted');
    seen('pre-commit', 'both hooks are installed from a clone and run');
  });
});
