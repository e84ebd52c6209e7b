// `npm run windows`: what a person does on the first day, and the peculiarities of Windows, on Windows: this
// machine, or Wine with the node.exe of npm. Without Wine it says what to install, and does not fail.
//
//   npm run windows                  with what is there
//   npm run windows -- --install     installs Debian's wine, and node.exe into the cache of the witnesses
import { join } from 'node:path';
import { smoke } from './smoke/run.ts';
import { windowsLists } from './windows/list.ts';
import { windowsMachine } from './windows/machine.ts';

const startFile = join(import.meta.dirname, '../dist/bin.cjs');
const machine = windowsMachine({ install: process.argv.includes('--install') });
if (machine.isThere) {
  for (const [name, steps] of Object.entries(windowsLists)) {
    const began = Date.now();
    const seconds = () => Math.round((Date.now() - began) / 1000);
    const tell = (command: string) => console.error(`${`${seconds()} s`.padStart(6)}  ${command}`);
    const faults = await smoke(machine.program(startFile), steps, tell);
    const result = faults.length === 0 ? 'all right' : `${faults.length} wrong`;
    console.log(`${name}: ${result}, ${steps.length} commands in ${seconds()} s`);
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) process.exitCode = 1;
  }
} else {
  console.log(`not run: there is no ${machine.lacks} here. To get it: ${machine.order}`);
}
