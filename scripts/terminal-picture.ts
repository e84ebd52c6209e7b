// `npm run terminal-picture`: docs/images/terminal.svg and its neighbours, a plan as terminals of 40, 80 and
// 200 columns show it. A line that is wider than its terminal is an error.
//
//   npm run terminal-picture -- --check   changes nothing; ends with 1 if a picture is stale
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, retired } from './demo/catalog.ts';
import { openStage, play } from './demo/stage.ts';
import { terminalPicture } from './demo/terminal-picture.ts';

const pictures = [
  { name: 'terminal-narrow.svg', columns: 40 },
  { name: 'terminal.svg', columns: 80 },
  { name: 'terminal-wide.svg', columns: 200 },
];

function planOn(columns: number): string {
  const stage = openStage('pipe', columns);
  try {
    const publish = ['apply', '--auto-approve', '--detail', 'summary'];
    const retire = ['retire', retired, '--reason', 'part of the unit test now'];
    const quiet = () => undefined;
    play({ why: 'Publish', manifest: () => before, commands: [publish, retire] }, stage, quiet);
    const lines: string[] = [];
    play({ why: 'Plan', manifest: () => after, commands: [['fmt'], ['plan']] }, stage, (text) => {
      lines.push(text);
    });
    // The picture begins with the command, without the heading and `fmt`.
    return lines
      .slice(lines.findIndex((text) => text.endsWith(' plan')))
      .join('\n')
      .trimStart();
  } finally {
    stage.close();
  }
}

for (const { name, columns } of pictures) {
  const picture = join(import.meta.dirname, '../docs/images', name);
  const drawn = terminalPicture(planOn(columns), columns);
  if (!process.argv.includes('--check')) {
    writeFileSync(picture, drawn);
    console.log(`${picture} written`);
  } else if (readFileSync(picture, 'utf8') !== drawn) {
    console.error(`docs/images/${name} is stale: run \`npm run terminal-picture\`.`);
    process.exitCode = 1;
  }
}
