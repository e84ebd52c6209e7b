// `npm run terminal-picture`: docs/images/terminal.svg, a plan as a terminal of 80 columns shows it.
//
//   npm run terminal-picture -- --check   changes nothing; ends with 1 if the picture is stale
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, retired } from './demo/catalog.ts';
import { openStage, play } from './demo/stage.ts';
import { terminalPicture } from './demo/terminal-picture.ts';

const picture = join(import.meta.dirname, '../docs/images/terminal.svg');
const stage = openStage('pipe');
try {
  const publish = ['apply', '--auto-approve', '--detail', 'summary'];
  const retire = ['retire', retired, '--reason', 'part of the unit test now'];
  const quiet = () => undefined;
  play({ why: 'Publish', manifest: () => before, commands: [publish, retire] }, stage, quiet);
  const lines: string[] = [];
  play({ why: 'Plan', manifest: () => after, commands: [['fmt'], ['plan']] }, stage, (text) => {
    lines.push(text);
  });
  // The heading and `fmt` are not in the picture: it begins with the command.
  const shown = lines.slice(lines.findIndex((text) => text.endsWith(' plan'))).join('\n');
  const drawn = terminalPicture(shown.trimStart(), 80);
  if (!process.argv.includes('--check')) {
    writeFileSync(picture, drawn);
    console.log(`${picture} written`);
  } else if (readFileSync(picture, 'utf8') !== drawn) {
    console.error('docs/images/terminal.svg is stale: run `npm run terminal-picture`.');
    process.exitCode = 1;
  }
} finally {
  stage.close();
}
