import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { builtCli, run, startFile } from '../support/program.ts';
import { hasTerminal, startOnTerminal } from '../support/terminal.ts';

const colourCode = '\x1b[';

describe('colour: flags beat variables, variables beat what the stream is', () => {
  test.each([
    { env: {}, flags: [], coloured: false },
    { env: {}, flags: ['--color'], coloured: true },
    { env: { FORCE_COLOR: '1' }, flags: [], coloured: true },
    { env: { FORCE_COLOR: '0' }, flags: [], coloured: false },
    { env: { FORCE_COLOR: 'false' }, flags: [], coloured: false },
    { env: { FORCE_COLOR: 'False' }, flags: [], coloured: false },
    { env: { FORCE_COLOR: 'true' }, flags: [], coloured: true },
    { env: { FORCE_COLOR: '1' }, flags: ['--no-color'], coloured: false },
    { env: { FORCE_COLOR: '1', NO_COLOR: '1' }, flags: [], coloured: false },
    { env: { NO_COLOR: '1' }, flags: ['--color'], coloured: true },
    { env: { NO_COLOR: '', FORCE_COLOR: '1' }, flags: [], coloured: true },
  ])('$env $flags: $coloured', async ({ env, flags, coloured }) => {
    const cwd = folderWith(catalogFiles());
    const { code, stdout } = await builtCli(['plan', ...flags], { cwd, env });
    expect(code).toBe(0);
    expect(stdout.includes(colourCode)).toBe(coloured);
  });

  test.skipIf(!hasTerminal()).each([
    { env: {}, coloured: true },
    { env: { NO_COLOR: '1' }, coloured: false },
    { env: { TERM: 'dumb' }, coloured: false },
  ])('on a terminal with $env: $coloured', async ({ env, coloured }) => {
    const cwd = folderWith({ ...catalogFiles(), 'catalog/course.yaml': 'kind: course\n' });
    const { code, stdout } = await startOnTerminal(['check'], { cwd, env }).ended;
    expect(code).toBe(1);
    expect(stdout).toContain('schema/missing-field');
    expect(stdout.includes(colourCode)).toBe(coloured);
  });
});

/** Runs a line of shell in which `$CLI` is the command line. */
function shell(line: string, cwd: string) {
  const env = { NODE: process.execPath, FILE: startFile };
  return run('/bin/sh', ['-c', line.replaceAll('$CLI', '"$NODE" "$FILE"')], { cwd, env });
}

test('a pipe that is closed early is nobody’s fault', async () => {
  const cwd = folderWith(catalogFiles(150));
  const { code, stdout, stderr } = await shell('$CLI plan | head -n 1', cwd);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Plan [0-9a-f]{12} for local/);
  expect(stderr).not.toMatch(/EPIPE|fault| at /);
});

test('a closed stderr does not stop a plan', async () => {
  const { code, stdout } = await shell('$CLI plan 2>&-', folderWith(catalogFiles()));
  expect(code).toBe(0);
  expect(stdout).toContain('Plan: 4 to add');
});

test.skipIf(!existsSync('/dev/full'))('a full disk under stdout is told, and exit 1', async () => {
  const cwd = folderWith(catalogFiles());
  const { code, stderr } = await shell('$CLI plan > /dev/full', cwd);
  expect(code).toBe(1);
  expect(stderr).toContain('ENOSPC');
  expect(stderr).not.toContain('    at ');
});

describe('an apply whose report nobody gets is an apply all the same', () => {
  const apply = '$CLI apply --yes --format json';

  test.skipIf(!existsSync('/dev/full'))('a full disk: told, exit 1', async () => {
    const cwd = folderWith(catalogFiles());
    const { code, stderr } = await shell(`${apply} > /dev/full`, cwd);
    expect(code).toBe(1);
    expect(stderr).toContain(
      '(ENOSPC). Requests that were sent are not undone: `timeback-catalog plan`',
    );
    expect((await builtCli(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
  });

  test('a pipe that is closed before anything is read', async () => {
    const cwd = folderWith(catalogFiles());
    const { stderr } = await shell(`{ ${apply}; echo "exit $?" >&2; } | head -c 0`, cwd);
    expect(stderr).toMatch(/exit 0\n$/);
    expect(stderr).not.toMatch(/EPIPE|fault| at /);
    expect((await builtCli(['plan', '--detailed-exitcode'], { cwd })).code).toBe(0);
  });

  test.skipIf(!existsSync('/proc/self'))('a folder that takes no file: exit 1', async () => {
    const cwd = folderWith(catalogFiles());
    const { code, stdout, stderr } = await shell(`${apply} -o /proc/report.json`, cwd);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ summary: { added: 4 } });
    expect(stderr).toContain('/proc/report.json cannot be written (');
    expect(stderr).not.toMatch(/bug in timeback-catalog| {4}at /);
  });
});
