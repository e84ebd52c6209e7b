// docs/replay.md is written by a run that takes minutes. Its words are held against what writes them, in no time.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { replayPage } from '../../scripts/replay/page.ts';
import { provenanceOf } from '../../scripts/replay/provenance.ts';

const history = 'odin-project-history.jsonl.gz';

/** A page without what its run measured: numbers, dates, and the lines of tables and lists of revisions. */
function words(page: string): readonly string[] {
  return page
    .split('\n')
    .filter((line) => line !== '' && line !== 'None.' && !/^(?:\||- `[\da-f]{10}` )/.test(line))
    .map((line) => line.replaceAll(/\d{4}-\d\d-\d\d|undefined|\d+/g, 'N'));
}

test('the page of the replay says what the script writes', () => {
  const provenance = provenanceOf(history);
  if (!provenance) throw new Error(`The licence of ${history} is not known.`);
  const made = words(replayPage({ steps: [], rows: [], minutes: 5 }, provenance));
  expect(made.length).toBeGreaterThan(50);
  expect(words(readFileSync('docs/replay.md', 'utf8'))).toEqual(made);
});

test('what somebody found about a report is on the page as the script has it', () => {
  const page = readFileSync('docs/replay.md', 'utf8');
  const notes = Object.entries(provenanceOf(history)?.notes ?? {});
  expect(notes).not.toEqual([]);
  for (const [, note] of notes) expect(page).toContain(note);
});
