// `npm run fuzz`: tries unusual input at every boundary of the tool: manifests, ledger, config, plan files,
// receipts and each answer of a platform. A crash, a hang, or a problem without a code is a finding.
//
//   npm run fuzz -- --runs N [--seed S] [--only AREA] [--path P]
//
// N is for each area. Ends with 1 at the first finding, with what it takes to see it again.
import { parseArgs } from 'node:util';
import { areas } from './fuzz/areas.ts';
import { fuzzWatched } from './fuzz/watched.ts';

const names = areas.map(({ name }) => name);
const { runs, seed, only, path } = readArguments();
console.log(`seed ${seed}`);
process.exitCode = (await fuzzAll()) ? 0 : 1;

async function fuzzAll(): Promise<boolean> {
  for (const name of only === undefined ? names : [only]) {
    const began = performance.now();
    const finding = await fuzzWatched({ name, seed, runs, path }, (cases) =>
      showProgress(`${name}  ${cases} of ${runs}`),
    );
    if (finding.failed) {
      console.log(`${name}  FAILED  npm run fuzz -- --runs ${runs} --seed ${seed} --only ${name}`);
      console.log(finding.message);
      return false;
    }
    const seconds = Math.round((performance.now() - began) / 1000);
    console.log(`${name}  ${runs} runs in ${seconds} s, nothing found`);
  }
  return true;
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text}\r`);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        runs: { type: 'string' },
        seed: { type: 'string' },
        only: { type: 'string' },
        path: { type: 'string' },
      },
    });
    const { only: name, path: at } = values;
    const count = wholeNumber(values.runs);
    if (count === undefined || count < 1) return fail('--runs takes a whole number from 1.');
    const start = values.seed === undefined ? Date.now() % 2 ** 31 : wholeNumber(values.seed);
    if (start === undefined) return fail('--seed takes a whole number.');
    if (name !== undefined && !names.includes(name)) {
      return fail(`--only takes one of ${names.join(', ')}.`);
    }
    if (at !== undefined && name === undefined) return fail('--path needs --only.');
    return { runs: count, seed: start, only: name, path: at };
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(text = ''): number | undefined {
  const number = Number(text);
  return /^-?\d+$/.test(text) && Number.isSafeInteger(number) ? number : undefined;
}

function fail(reason: string): never {
  console.error(`${reason}\nnpm run fuzz -- --runs N [--seed S] [--only AREA] [--path P]`);
  process.exit(64);
}
