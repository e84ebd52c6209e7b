// `npm run cpu`: compares the processor time of this build's commands with that of another build.
//
//   npm run cpu -- --against ../other-checkout [--runs 20] [--only apply] [--at-most 1.03]
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './bench/approach.ts';
import { buildAt, compareCpu, contenderFor, cpuTable, ratioOf } from './bench/cpu.ts';
import { loadNow, machineLines } from './bench/machine.ts';
import { startPlatform } from './bench/platform.ts';
import { openWorkbench } from './bench/workbench.ts';

const { values } = parseArgs({
  options: {
    /** A checkout with another build. */
    against: { type: 'string' },
    runs: { type: 'string', default: '20' },
    /** Runs only commands whose name contains this. */
    only: { type: 'string', default: '' },
    /** The largest allowed ratio: the script ends with 1 if a command takes more. */
    'at-most': { type: 'string', default: 'Infinity' },
  },
});
const [rounds, most] = [Number(values.runs), Number(values['at-most'])];
if (!Number.isInteger(rounds) || rounds < 1) stop('--runs takes a whole number from 1.');
if (Number.isNaN(most)) stop('--at-most takes a number, such as 1.03.');
if (values.against === undefined) stop('Name the other checkout: npm run cpu -- --against FOLDER');
const other = resolve(values.against ?? '');
if (!existsSync(resolve(other, 'dist/bin.cjs'))) {
  stop(`There is no build in ${other}: run \`npm run build\` there.`);
}

const loadBefore = loadNow();
const bench = await openWorkbench();
const platform = startPlatform();
try {
  const here = await contenderFor(bench, platform, buildAt(root, bench, 'here'));
  const against = await contenderFor(bench, platform, buildAt(other, bench, 'against'));
  const commands = here.commands.filter(({ name }) => name.includes(values.only));
  const onCommand = (name: string) => console.error(name);
  const compared = await compareCpu([{ ...here, commands }, against], { rounds, onCommand });
  console.log(`${cpuTable(compared)}\n\n${rounds} runs each, in turn.`);
  console.log(machineLines(loadBefore).join('\n'));
  const above = compared.filter((each) => ratioOf(each) > most).map(({ command }) => command);
  if (above.length > 0) stop(`More than ${most} times as much: ${above.join('; ')}.`, 1);
} finally {
  platform.end();
  bench.remove();
}

function stop(why: string, code = 64): void {
  console.error(why);
  process.exitCode = code;
  if (code === 64) process.exit();
}
