// The page at `/`, for a person who looks at an emulator in a browser.
import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/features/emulator/server/listen.ts';
import { hostileTexts } from '../render/hostile.ts';
import { wildTitles } from '../render/page-examples.ts';
import { expectAccessible, launchChromium } from '../support/browser.ts';
import { chromium, openInChromium } from '../support/chromium.ts';
import { sample, send, signIn, start, startWithSamples } from './session.ts';

const inBrowser = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

test('a browser gets a page, a program JSON', async () => {
  const { emulator } = await startWithSamples();
  const page = await send(emulator, '/', inBrowser);
  expect(page.headers.get('content-type')).toMatch('text/html');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const accept of ['application/json', '*/*']) {
    const { body } = await send(emulator, '/', { headers: { accept } });
    expect(body).toMatchObject({ emulator: 'timeback-catalog', dialect: 'partner' });
  }
});

async function page(emulator: Parameters<typeof send>[0]): Promise<string> {
  return String((await send(emulator, '/', inBrowser)).body);
}

describe('shows', () => {
  test('counts, and courses as an outline, each under its parent and in its order', async () => {
    const { emulator } = await startWithSamples();
    const unit = { ...sample.unit, sourcedId: 'u0', title: 'Earlier', sortOrder: -1 };
    const inner = { ...sample.unit, sourcedId: 'u2', title: 'Inner', parent: { sourcedId: 'u' } };
    emulator.seed([
      { kind: 'unit', record: unit },
      { kind: 'unit', record: inner },
    ]);
    const html = await page(emulator);
    expect(html).toContain('1 course, 3 units, 1 lesson, 1 resource.');
    const titles = [...html.matchAll(/<bdi>(\w+)<\/bdi>/g)].map(([, title]) => title);
    expect(titles).toEqual(['Course', 'Earlier', 'Unit', 'Inner', 'Lesson', 'Resource']);
  });

  test('what is retired, whose it is, and what lacks its parent', async () => {
    const emulator = start({ clients: [{ id: 'mine', secret: 'a' }] });
    emulator.seed([
      { kind: 'lesson', record: { ...sample.lesson, status: 'tobedeleted' }, owner: 'theirs' },
      { kind: 'course', record: sample.course },
    ]);
    const html = await page(emulator);
    expect(html).toMatch(/Without their parent.*Lesson.*tobedeleted.*of client theirs/s);
  });

  test('parents that lead in a circle once, and ends', async () => {
    const emulator = start();
    const circle = [
      ['a', 'b'],
      ['b', 'a'],
    ] as const;
    emulator.seed(
      circle.map(([sourcedId, parent]) => ({
        kind: 'unit' as const,
        record: { sourcedId, title: sourcedId, parent: { sourcedId: parent } },
      })),
    );
    expect(await page(emulator)).toContain('2 units');
  });

  test('the last requests but its own, newest first, and the faults in force', async () => {
    const emulator = start({ faults: [{ fault: 'drop-before', path: 'units' }] });
    const session = await signIn(emulator);
    await session.list('course', { limit: '5' });
    await session.list('unit').catch(() => {});
    await page(emulator);
    const html = await page(emulator);
    const row = /<td>(\w+)<\/td><td><code>(.*?)<\/code>.*?<\/td><td>(?:<strong>)?(\w+)/g;
    const rows = [...html.matchAll(row)];
    expect(rows.map(([, ...cells]) => cells.join(' '))).toEqual([
      'GET /rostering/1.0/units dropped',
      'GET /rostering/1.0/courses?limit=5 200',
      'POST /auth/1.0/token 200',
    ]);
    expect(html).toContain('drop-before');
  });

  test('where it is reached and by whom, but no secret; times, bodies, and why it refused', async () => {
    const emulator = start({
      clients: [{ id: 'mine', secret: 'hush' }],
      now: () => new Date('2026-11-28T17:04:05Z'),
    });
    const session = await signIn(emulator, { id: 'mine', secret: 'hush' });
    await session.put('course', { ...sample.course, title: 7 });
    const html = await page(emulator);
    expect(html).toMatch(/Address<\/dt><dd><code class="copy">http:\/\/[\w.]+/);
    expect(html).toMatch(/Client id<\/dt><dd><code class="copy">mine</);
    expect(html).toContain('printed in the terminal');
    expect(html).not.toContain('hush');
    expect(html).toContain('<td>17:04:05</td><td>PUT</td>');
    expect(html).toMatch(
      /Body<\/summary><pre>.*&quot;title&quot;: 7.*Answer<\/summary><pre>.*title/s,
    );
  });

  test('no more than a browser bears', async () => {
    const emulator = start();
    emulator.seed(
      Array.from({ length: 2500 }, (_, index) => ({
        kind: 'course' as const,
        record: { sourcedId: `c${index}`, title: 'T' },
      })),
    );
    const html = await page(emulator);
    expect(html).toContain('2500 courses');
    expect(html).toContain('500 more are not shown');
  });
});

/** Titles that would run, or name the page, if they were not escaped. */
const texts = [
  ...hostileTexts.map((text) => text.toWellFormed()),
  '<img src=x onerror="document.title=1">',
  '</title><script>document.title=2</script>',
];

function hostile() {
  const emulator = start();
  emulator.seed(
    texts.map((title, index) => ({
      kind: 'course' as const,
      record: { sourcedId: `${title}${index}`, title, status: title },
      owner: title,
    })),
  );
  return emulator;
}

test('whatever a title says is text', async () => {
  const html = await page(hostile());
  expect(html).not.toMatch(/<(img|a|iframe|svg|b)\b/i);
  const [, script = '', ...others] = html.split(/<script>|<\/script>/);
  expect(others).toHaveLength(1);
  const hash = createHash('sha256').update(script).digest('base64');
  const { headers } = await send(hostile(), '/', inBrowser);
  expect(headers.get('content-security-policy')).toContain(`script-src 'sha256-${hash}'`);
  expect(html.match(/<title>/g)).toHaveLength(1);
});

test.skipIf(chromium === undefined)(
  'in a browser: an outline that is open, and nothing of a title runs (needs chromium)',
  async () => {
    const emulator = hostile();
    emulator.seed([
      { kind: 'course', record: sample.course },
      { kind: 'unit', record: sample.unit },
    ]);
    const { url, close } = await listen(emulator, { port: 0 });
    onTestFinished(close);
    const dom = await openInChromium(url);
    expect(dom).toContain('<title>Emulator of the Partner API</title>');
    expect(dom).toMatch(/<details id="n-course-c" open="">.*Course.*<li>.*Unit/s);
    expect(dom.match(/<(script|img)\b/gi)).toEqual(['<script']);
  },
);

test.skipIf(chromium === undefined)(
  'in a browser: requests appear by themselves, and branches stay as they are, over a reload too (needs chromium)',
  async () => {
    const emulator = start();
    emulator.seed([
      { kind: 'course', record: sample.course },
      { kind: 'unit', record: sample.unit },
      { kind: 'lesson', record: sample.lesson },
    ]);
    const { url, close } = await listen(emulator, { port: 0 });
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const at = await browser.newPage();
    await at.goto(url);
    await at.click('#n-unit-u > summary');
    await at.click('#n-course-c > summary');
    const isOpen = (id: string) => at.evaluate<boolean>(`document.getElementById('${id}').open`);
    const session = await signIn(emulator);
    await session.put('course', sample.course);
    await at.waitForSelector('td:has-text("PUT")', { timeout: 30_000 });
    expect([await isOpen('n-course-c'), await isOpen('n-unit-u')]).toEqual([false, true]);
    await at.reload();
    expect([await isOpen('n-course-c'), await isOpen('n-unit-u')]).toEqual([false, true]);
    await close();
    await at.waitForSelector('#state:has-text("stopped")', { timeout: 30_000 });
  },
);

test.skipIf(chromium === undefined)(
  'in a browser: axe-core finds nothing, in light and dark, wide and narrow (needs chromium)',
  async () => {
    const emulator = start({ faults: [{ fault: 'drop-before', path: 'units' }] });
    const course = { ...sample.course, sourcedId: 'wild', title: wildTitles[0] };
    emulator.seed([
      { kind: 'course', record: course, owner: 'theirs' },
      ...wildTitles.map((title, at) => ({
        kind: 'unit' as const,
        record: { ...sample.unit, sourcedId: `u${at}`, title, course: { sourcedId: 'wild' } },
      })),
    ]);
    const session = await signIn(emulator);
    await session.put('course', { ...sample.course, title: 7 });
    await session.list('unit').catch(() => {});
    const { url, close } = await listen(emulator, { port: 0 });
    onTestFinished(close);
    await expectAccessible([['emulator', { url }]]);
  },
  120_000,
);
