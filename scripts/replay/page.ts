import type { Provenance } from './provenance.ts';
import type { Step } from './replay.ts';
import { faultLines, publishedLine, remarkLines, saidTable, scoreTable } from './report.ts';
import type { Row } from './row.ts';

export interface Replayed {
  readonly steps: readonly Step[];
  readonly rows: readonly Row[];
  readonly minutes: number;
}

/** The tables with all that is missed and false, for a terminal. */
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

${steps.length} revisions of a real curriculum, ${first} to ${last}: ${title}.
Source: ${source}.
Licence of the data: ${licence}. It was collected without this tool, and what
happened to the uuids of lessons was counted without it: the ground truth below.

Every revision is committed to a new git repository on top of the one before, checked with
\`check --base HEAD~1\`, accepted, published to the emulator, and planned once more. That takes less
than ${minutes} minutes on two cores.

${scoreTable(rows)}

*truth*, *missed*: events of the ground truth, which counts lessons, one in several courses once. *false*:
reported and, by the ground truth, not so. *further*: reported about units, courses and lessons at which
the ground truth does not look; all are listed below. What nobody counted the replay reads off the texts
of two revisions, without the tool: \`uuid_changes.swapped\`, \`uuid_changes.handed_on\`,
\`uuid_changes.from_duplicate\`, \`uuid_changes.restored\`, \`uuid_changes.to_malformed\`, \`resurrected\`,
\`removals\` and nodes without a uuid; of a history without a ground truth, all of it. A value that looks like
a UUID and is none is no placeholder: a warning is enough. An identity of another form, such as a slug, is one
like any other. If the accepted manifests have the value already that authors go back to, there is nothing to report.

${publishedLine(steps)}

${list('Missed', remarkLines(rows, 'missed'))}

${list('False', remarkLines(rows, 'untrue', notes))}

## How a revision becomes manifests

- One file a course, named after its key. Titles, descriptions, subjects and the order of all lists are
  the authors'; \`metadata.key\` of a lesson is its path in their other repository. Keys of courses and
  units are made from titles and are not written.
- The uuid of a course, a unit or a lesson is its sourcedId, as written: a placeholder, a slip of the pen
  and a copy stay what they are. Without a uuid there is no sourcedId.
- A lesson has one parent here, and the authors place one lesson in several courses on purpose. The same
  uuid with the same key in another course is such a lesson, and each place has an id of its own: the first
  keeps the uuid, a further one gets a UUID derived from it and a number that is never used again. The same
  uuid anywhere else is an accident and stays one.
- What the authors did not touch stays as accepted. A place whose uuid is the same as in the revision before
  keeps its id: first the one with the same unit and key, then the same course and key, the same unit or
  course and title, the same unit, the same course; what is left over moved. So no id is lost or handed on
  unless the authors did it. Without a usable uuid only key or title in the same course tell.

## How it is accepted

Nothing of the ground truth is used. \`check\` sees each revision as it was committed, the ledger as it was
before. Then somebody does what it asks for, until nothing is refused; all of what it said counts:

- a missing id, a placeholder, the copy of an id, a retired id: taken out. A node that had an id before gets
  that back, every other one a new id from \`fmt\`. Of two with one id the copy is the one that did not have
  it before.
- \`identity/vanished\`: the lost id is retired with \`retire ID --reason\`. Authors who remove a lesson run
  \`retire\` themselves; these had no such command, so to be asked about each removal is no false report.
- \`identity/re-minted\`: the new id stands, and \`confirm ID --replaces OLD\` says so. If the id was another's or is
  retired, the content gets its own one back.
- \`identity/not-minted\` of \`fmt\`: a node that its authors left in its place gets its id back; otherwise the lost id
  is retired.
- \`identity/swapped\` and \`identity/handed-on\`: the content gets its id back.
- \`identity/left-over\`: an id that \`fmt\` minted before the content got its own one back is forgotten with
  \`retire ID --never-published\`.
- a guard of \`apply\`: what it counted is approved, in this number and for this plan.

The commit is amended to what was accepted, so that the next revision is compared with that. A placeholder
that was given an id and gets the authors' uuid later is therefore reported twice: when it was
committed, and again when the id that was published under it goes.

## What \`check\` said

All kinds of nodes, and each place of a lesson by itself. Below the codes, what it counted as fine.

${saidTable(steps)}

\`identity/not-in-ledger\` comes from checking before \`fmt\`; \`identity/hazard\` is told again in every revision
that holds such an id.

${list('Further reports', remarkLines(rows, 'further', notes))}
`;
}

function list(title: string, lines: readonly string[]): string {
  return `## ${title}\n\n${lines.length === 0 ? 'None.' : lines.join('\n')}`;
}
