// The command as a process that is killed at each of its requests, against a server that shares no code
// with it and keeps bytes: resumed, the server holds the same texts as after a run that nobody killed. What
// resumes it runs inside the test. One request of two is tried, or of four: `npm run laws` tries each.
import { expect, onTestFinished, test } from 'vitest';
import { catalogFiles, folderWith } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import type { DialectName } from '../support/dialects.ts';
import { independentServer } from '../support/independent/server.ts';
import { receiptsOf } from '../support/interrupted.ts';
import { isThorough } from '../support/laws.ts';
import { textsIn } from '../support/platforms.ts';
import { builtCli, startCli } from '../support/program.ts';
import { configFor, credentials } from '../support/served-catalog.ts';

/** What no manifest writes. */
const others =
  '"own":{"count":12345678901234567890,"ratio":0.10,"list":[1.0,-0,1e400]},"note":"\\ud800"';
const has = (id: string, title: string, more: string) =>
  `{"sourcedId":"${id}","status":"active","title":"${title}",${more},"metadata":{${others}}}`;

/** A course with a unit and three lessons, as another client wrote it. */
const held: Readonly<Record<DialectName, Readonly<Record<string, string>>>> = {
  partner: {
    'courses/c': has('c', 'Rivers', '"org":{"sourcedId":"partner-sandbox"}'),
    'units/u': has('u', 'Springs', '"course":{"sourcedId":"c"},"sortOrder":10'),
    ...lessons('lessons', (order) =>
      ['course', 'unit']
        .map((key) => `"${key}":{"sourcedId":"${key[0]}"}`)
        .concat(`"sortOrder":${order}`),
    ),
  },
  oneroster: {
    'courses/c': has('c', 'Rivers', '"org":{"sourcedId":"partner-sandbox"}'),
    'courseComponents/u': has('u', 'Springs', '"course":{"sourcedId":"c"},"sortOrder":10'),
    ...lessons('courseComponents', (order) => [
      '"course":{"sourcedId":"c"}',
      '"parent":{"sourcedId":"u"},"courseComponent":{"sourcedId":"u"}',
      `"sortOrder":${order}`,
    ]),
  },
};

function lessons(shelf: string, keys: (order: number) => readonly string[]) {
  const titles = ['Amazon', 'Nile', 'Volga'];
  return Object.fromEntries(
    titles.map((title, index) => [
      `${shelf}/l${index}`,
      has(`l${index}`, title, keys(10 * (index + 1)).join(',')),
    ]),
  );
}

/** The course renamed, a lesson renamed and placing a new resource, one retired, one in a new unit. */
const manifest = `kind: course
sourcedId: c
title: Great rivers
resources:
  - { sourcedId: film, title: Film, vendorResourceId: v }
units:
  - sourcedId: u
    title: Springs
    lessons:
      - { sourcedId: l0, title: The Amazon, resources: [film] }
  - sourcedId: v
    title: Deltas
    lessons:
      - { sourcedId: l2, title: Volga, metadata: { xp: 10 } }
`;
const ledger = `c course live
film resource live
l0 lesson live
l1 lesson retired taught no longer
l2 lesson live
u unit live
v unit live
`;

async function started(dialect: DialectName) {
  const server = await independentServer({ dialect });
  onTestFinished(server.close);
  for (const [name, text] of Object.entries(held[dialect])) server.records.set(name, text);
  const cwd = folderWith({
    ...catalogFiles(),
    'timeback-catalog.yaml': configFor(server.url, dialect),
    'catalog/course.yaml': manifest,
    'catalog.ids': ledger,
  });
  return { server, around: { cwd, env: credentials } };
}

const apply = ['apply', '--env', 'test', '--yes'];

test.each([
  { dialect: 'partner', step: isThorough ? 1 : 2 },
  { dialect: 'oneroster', step: isThorough ? 1 : 4 },
] as const)(
  'law, $dialect: killed at any request and resumed is as if nobody had killed it, to the byte',
  async ({ dialect, step }) => {
    const whole = await started(dialect);
    const { code, stdout, stderr } = await builtCli(apply, whole.around);
    expect([code, stdout + stderr]).toEqual([0, expect.stringContaining('Converged.')]);
    const end = textsIn(whole.server.records);
    const requests = whole.server.requests();
    expect(requests).toBeGreaterThan(10);
    expect(Object.values(end).filter((text) => text.includes(others))).toHaveLength(5);

    for (let at = 1; at <= requests; at += step) {
      const { server, around } = await started(dialect);
      const killed = startCli(apply, around);
      server.dieAt(at, killed.kill);
      expect((await killed.ended).code, `request ${at}`).toBe(null);
      const more = receiptsOf(around.cwd).length > 0 ? ['--resume'] : [];
      const ended = await cli([...apply, ...more], around);
      expect([ended.code, ended.stdout + ended.stderr], `request ${at}`).toEqual([
        0,
        expect.stringMatching(/Converged\.|No changes|There is nothing left to resume/),
      ]);
      expect(textsIn(server.records), `request ${at}`).toEqual(end);
    }
  },
  240_000,
);
