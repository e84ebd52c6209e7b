import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { hasTerminal, startOnTerminal } from '../support/terminal.ts';

const ids = [
  '157f0167-9a1b-4f7e-b2c8-6e0f9d3a7b05',
  '58d2c9e7-4f6a-4b18-9e0d-a7f3b1c65e09',
] as const;

function course(title: string): string {
  return `kind: course\nsourcedId: ${ids[0]}\ntitle: ${title}\nunits:\n  - sourcedId: ${ids[1]}\n    title: Plants\n`;
}

function folder(): string {
  return folderWith({
    'timeback-catalog.yaml': 'org: partner-sandbox\n',
    'catalog/garden.yaml': course('حديقة المدرسة'),
  });
}

describe.skipIf(!hasTerminal())('a title from right to left, on a terminal', () => {
  test('turns nothing beside it; ids and other titles are bare', async () => {
    const env = { NO_COLOR: '1' };
    const { stdout } = await startOnTerminal(['tree'], { cwd: folder(), env }).ended;
    expect(stdout).toContain(`  course \u2068"حديقة المدرسة"\u2069  ${ids[0]}\r\n`);
    expect(stdout).toContain(`    unit "Plants"  ${ids[1]}\r\n`);
  });

  test('stands old before new in a plan', async () => {
    const cwd = folder();
    const env = { NO_COLOR: '1' };
    await cli(['apply', '--auto-approve'], { cwd });
    put(cwd, 'catalog/garden.yaml', course('حديقة البيت'));
    const { stdout } = await startOnTerminal(['plan'], { cwd, env: { ...env, LANG: 'C.UTF-8' } })
      .ended;
    expect(stdout).toContain('title: \u2068"حديقة المدرسة"\u2069 → \u2068"حديقة البيت"\u2069');
  });

  test('is the bare one in JSON', async () => {
    const { stdout } = await startOnTerminal(['tree', '-f', 'json'], { cwd: folder() }).ended;
    expect(stdout).toContain('"title": "حديقة المدرسة"');
    expect(stdout).not.toMatch(/[\u2068\u2069]/);
  });
});

test.each([
  ['tree'],
  ['plan'],
  ['plan', '-f', 'markdown'],
  ['plan', '-f', 'html'],
  ['plan', '-f', 'json'],
])('a title from right to left in a pipe is as it was written: %s %s %s', async (...args) => {
  const { stdout, stderr } = await cli(args, { cwd: folder() });
  expect(stdout).toContain('حديقة المدرسة');
  expect(stdout + stderr).not.toMatch(/[\u2066-\u2069]/);
});
