import type { Provenance } from './provenance.ts';
import type { Step } from './replay.ts';
import { faultLines, publishedLine, remarkLines, saidTable, scoreTable } from './report.ts';
import type { Row } from './row.ts';

export interface Replayed {
  readonly steps: readonly Step[];
  readonly rows: readonly Row[];
  readonly minutes: number;
}

/** The tables with everything that was missed or false, for a terminal. */
export function tables({ steps, rows }: Replayed, provenance?: Provenance): string {
  return [
    scoreTable(rows),
    ...section('Missed:', remarkLines(rows, 'missed')),
    ...section('False:', remarkLines(rows, 'untrue', provenance?.notes)),
    saidTable(steps),
    publishedLine(steps),
    ...section('Not as it should be:', faultLines(steps)),
  ].join('\n\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}\n\n${lines.join('\n')}`];
}

/** docs/replay.md: what a real history shows, how it was replayed, and what the table leaves out. */
export function replayPage(replayed: Replayed, provenance: Provenance): string {
  const { steps, rows, minutes } = replayed;
  const { file, title, source, licence, notes } = provenance;
  const [first, last] = [steps[0], steps.at(-1)].map((step) => step?.revision.date.slice(0, 10));
  return `# A real history, replayed

Written by \`npm run replay -- ${file} --write\`; do not edit.

This page shows how the checks of identity do on a real curriculum: ${steps.length} revisions, ${first} to ${last}.

- Title: ${title}
- Source: ${source}
- Licence of the data: ${licence}

The data was collected without this tool. What happened to the uuids of lessons was counted without it, too: that count is
the *ground truth* below.

For every revision, the replay

1. commits it to a new git repository, on top of the revision before,
2. checks it with \`check --base HEAD~1\`,
3. does what the check asks for,
4. publishes it to the emulator, and plans once more.

This takes less than ${minutes} minutes on two cores.

${scoreTable(rows)}

- *truth* and *missed* are events of the ground truth. It counts only lessons, and a lesson in several courses once.
- *false* was reported, but is not true by the ground truth.
- *further* was reported about units, courses and lessons that the ground truth does not cover. All of it is listed below.

The ground truth does not count everything. The replay gets the rest from the texts of two revisions, without the tool:
\`uuid_changes.swapped\`, \`uuid_changes.handed_on\`, \`uuid_changes.from_duplicate\`, \`uuid_changes.restored\`,
\`uuid_changes.to_malformed\`, \`resurrected\`, \`removals\`, and nodes without a uuid. If a history has no ground truth, the
replay gets everything in this way.

- A value that looks like a UUID but is not valid is not a placeholder: a warning is enough.
- An identity of another form, such as a slug, counts like any other.
- If authors go back to a value that the accepted manifests already have, there is nothing to report.

${publishedLine(steps)}

${list('Missed', remarkLines(rows, 'missed'))}

${list('False', remarkLines(rows, 'untrue', notes))}

## How a revision becomes manifests

- Each course has one file, named after its key. Titles, descriptions, subjects and the order of all lists are those of the
  authors. \`metadata.key\` of a lesson is its path in the authors' other repository. Keys of courses and units are made from
  titles and are not written.
- The uuid of a course, a unit or a lesson becomes its sourcedId without a change: placeholders, typing errors and copies stay.
  A node without a uuid gets no sourcedId.
- A lesson has one parent in a catalog, but the authors place some lessons in several courses on purpose. If another course
  has the same uuid with the same key, it is such a lesson, and each place gets its own id. The first place keeps the uuid.
  Each further place gets a UUID that is derived from it and from a number that is never used again. The same uuid anywhere
  else is an accident, and stays.
- What the authors did not touch stays as it was accepted. If a place has the same uuid as in the revision before, it keeps
  its id. Places are matched in this order: the same unit and key; the same course and key; the same unit or course and the
  same title; the same unit; the same course. What is left has moved. So an id is lost or handed on only if the authors did
  it. Without a usable uuid, only the key or the title in the same course is compared.

## How a revision is accepted

The ground truth is not used here. \`check\` sees each revision as it was committed, and the ledger of the revision before.
Then the replay does what the check asks for, until nothing is refused. Everything that was reported on the way counts:

- A missing id, a placeholder, a copied id or a retired id is removed. A node that had an id before gets that id back. Every
  other node gets a new id from \`fmt\`. If two nodes have one id, the copy is the node that did not have it before.
- \`identity/vanished\`: the lost id is retired with \`retire ID --reason\`. Authors who remove a lesson run \`retire\`
  themselves. These authors had no such command, so a question about each removal is not a false report.
- \`identity/re-minted\`: the new id stays, and \`confirm ID --replaces OLD\` records it. If the new id belongs to another
  node or is retired, the content gets its own id back.
- \`identity/not-minted\` of \`fmt\`: a node that the authors left in its place gets its id back. Otherwise the lost id is
  retired.
- \`identity/swapped\` and \`identity/handed-on\`: the content gets its id back.
- \`identity/left-over\`: if \`fmt\` generated an id before the content got its own id back, the generated one is forgotten with
  \`retire ID --never-published\`.
- A guard of \`apply\`: the number that it counted is approved, for this plan.

The commit is amended to what was accepted, and the next revision is compared with that. So a placeholder that gets the
authors' uuid later is reported twice: when it is committed, and when the id that was published for it is replaced.

## What \`check\` reported

The table counts nodes of all kinds, and each place of a lesson by itself. Below the codes are the changes that it allowed.

${saidTable(steps)}

\`identity/not-in-ledger\` appears because the check runs before \`fmt\`. \`identity/hazard\` is reported again in every
revision that has such an id.

${list('Further reports', remarkLines(rows, 'further', notes))}
`;
}

function list(title: string, lines: readonly string[]): string {
  return `## ${title}\n\n${lines.length === 0 ? 'None.' : lines.join('\n')}`;
}
