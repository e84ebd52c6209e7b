// `npm run shared-platform`: measures how long a plan of one course takes on a platform that also holds
// courses of others, and how many requests it sends. The platform is the emulator, in a process of its own.
//
//   npm run shared-platform -- [--courses 2000] [--lessons 20] [--placements 5] [--runs 5]
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { createEmulator, defaultClient } from '../src/features/emulator/server/emulator.ts';
import { listen } from '../src/features/emulator/server/listen.ts';
import { courseRecords, othersRecords, sharedResources } from '../test/support/shared-platform.ts';

const { values } = parseArgs({
  options: {
    courses: { type: 'string', default: '2000' },
    lessons: { type: 'string', default: '20' },
    placements: { type: 'string', default: '5' },
    runs: { type: 'string', default: '5' },
  },
});
const [courses, lessons, placements, runs] = [
  values.courses,
  values.lessons,
  values.placements,
  values.runs,
].map(Number) as [number, number, number, number];

const emulator = createEmulator();
emulator.seed(sharedResources(placements));
emulator.seed(othersRecords({ courses, lessons, placements }));
emulator.seed(courseRecords('bio', { lessons: 100, placements: 2 }));
const { url, close } = await listen(emulator, { port: 0 });
const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-shared-'));
try {
  const total = emulator.records('componentResource').length;
  console.log(`${courses + 1} courses, ${total} placements; ours has 100 lessons`);
  const config = [
    'org: partner-sandbox',
    'environments:',
    `  test: { baseUrl: ${url}, dialect: oneroster }`,
  ];
  const narrowed = [...config, 'scope: { courses: [bio] }'];
  writeConfig(narrowed);
  await tool('import', 'remote');
  for (let run = 0; run < runs; run += 1) await measured('plan, with scope');
  writeConfig(config);
  await measured('plan, without');
} finally {
  await close();
  emulator.close();
  rmSync(folder, { recursive: true });
}

function writeConfig(lines: readonly string[]): void {
  writeFileSync(join(folder, 'timeback-catalog.yaml'), `${lines.join('\n')}\n`);
}

async function measured(what: string): Promise<void> {
  const before = emulator.requests.length;
  const start = performance.now();
  const said = await tool('plan');
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  const [last = ''] = said.trim().split('\n').slice(-1);
  console.log(`${what}: ${seconds} s, ${emulator.requests.length - before} requests: ${last}`);
}

async function tool(...words: readonly string[]): Promise<string> {
  const bin = join(import.meta.dirname, '../dist/bin.cjs');
  const env = {
    ...process.env,
    TIMEBACK_CLIENT_ID: defaultClient.id,
    TIMEBACK_CLIENT_SECRET: defaultClient.secret,
  };
  const run = promisify(execFile);
  const options = { cwd: folder, env, maxBuffer: 1 << 28 };
  try {
    const { stdout } = await run(process.execPath, [bin, ...words, '--env', 'test'], options);
    return stdout;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
