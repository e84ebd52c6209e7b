// What a newcomer runs first, and the picture of it on the first page.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { terminalPicture } from '../../scripts/demo/terminal-picture.ts';
import { hasTerminal } from '../support/terminal.ts';

const root = join(import.meta.dirname, '../..');
const script = (name: string) => join(root, 'scripts', name);

test('the demo shows what the tool is for, in CI and at home', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script('demo.ts')], {
    encoding: 'utf8',
    env: { ...process.env, CI: 'true' },
  });
  expect({ status, faults: stderr.match(/ended with/) }).toEqual({ status: 0, faults: null });
  const told = stdout + stderr;
  const story = [
    'Apply complete! 8 added',
    'title: "Finding the main idea" → "Finding the main idea of a text"',
    'Plan: 1 to add, 1 to change, 2 to move, 0 to retire.',
    'Apply complete! 1 added, 1 changed, 2 moved, 0 retired. Converged.',
    'Plan: 0 to add, 0 to change, 0 to move, 1 to retire.',
    'No changes. The platform matches your manifests.',
  ];
  const places = story.map((line) => told.indexOf(line));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(told).toContain('Error[identity/re-minted]');
});

test.skipIf(!hasTerminal())(
  'the pictures are what terminals show, in colours, whatever the machine says',
  () => {
    const env = { ...process.env, NO_COLOR: '1' };
    expect(() =>
      execFileSync(process.execPath, [script('terminal-picture.ts'), '--check'], { env }),
    ).not.toThrow();
  },
);

test.each(['picture.ts', 'comment-image.ts'])(
  '%s made its picture of what a browser shows today',
  (name) => {
    const { status, stderr } = spawnSync(process.execPath, [script(name), '--check'], {
      ...{ cwd: root, encoding: 'utf8' },
    });
    expect({ status, stale: stderr.match(/.* is stale.*/)?.[0] }).toEqual({ status: 0 });
  },
);

describe('a picture of a terminal', () => {
  const esc = '\u001b[';

  test('shows colours, and ends them where the text does', () => {
    const drawn = terminalPicture(`a ${esc}1;31mred${esc}39m bold${esc}22m b`, 80);
    expect(drawn).toContain('<tspan font-weight="700" fill="#ff938a">red</tspan>');
    expect(drawn).toContain('<tspan font-weight="700">\u00a0bold</tspan>\u00a0b</text>');
  });

  test.each([
    ['a line that is cut off', 'x'.repeat(81)],
    ['a control that moves the cursor', `${esc}2Ka`],
    ['a colour that it does not know', `${esc}95ma`],
    ['a control character', 'a\rb'],
  ])('%s fails', (_, text) => {
    expect(() => terminalPicture(text, 80)).toThrow();
  });

  test('markup in a title is text', () => {
    expect(terminalPicture('<script>&', 80)).toContain('&lt;script>&amp;');
  });
});
