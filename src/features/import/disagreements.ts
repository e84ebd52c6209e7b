import { quoteShort } from '../../document/place.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { IdentifyContext } from './identify.ts';
import type { Disagreement } from './recognise.ts';

/** Whether a key leads to one node and the content to another: then nothing is a matter of taste. */
export function isOfOtherNode({ because, byContent }: Disagreement): boolean {
  return because === 'key' && byContent !== undefined;
}

/** What a refusal is told with. */
interface RefusalWords {
  readonly known: IdentifyContext;
  readonly keysFile: string;
  readonly source: string;
}

/** The refusals: each node with what key and content say of it, and the cures. */
export function disagreementProblems(
  disagreements: readonly Disagreement[],
  words: RefusalWords,
): Problem[] {
  const ofKeys = disagreements.filter(({ because }) => because === 'key');
  const gone = disagreements.filter(({ because }) => because === 'gone');
  return [
    ...(ofKeys.length > 0 ? [reusedProblem(ofKeys, words)] : []),
    ...(gone.length > 0 ? [remintedProblem(gone, words)] : []),
  ];
}

function reusedProblem(disagreements: readonly Disagreement[], { source }: RefusalWords): Problem {
  const lines = disagreements.map(({ was, byKey, byContent }) => {
    const now = byKey ? quoteShort(byKey.title) : '';
    const elsewhere = byContent
      ? 'and it stands under another key'
      : 'and nothing in the source is like it';
    return `${was.kind} ${quoteShort(was.title)} ${was.sourcedId}: its key has ${now} now, ${elsewhere}`;
  });
  const many = disagreements.length === 1 ? 'A key' : `${disagreements.length} keys`;
  const unlike = disagreements.find(({ byContent }) => !byContent);
  return problem('import/re-used', {
    detail: `${many} of ${source} would lead to other nodes than before, and hand their ids on:${listed(lines)}`,
    hint: `\`--rekey\` leaves each id with the node that has its content, and gives a new one to what is like nothing here.${unlike ? ` If a node was renamed, say so with its id: \`--same ${unlike.was.sourcedId}\`.` : ''} If this is another file, \`--source NAME\` keeps its keys apart.`,
  });
}

function remintedProblem(
  disagreements: readonly Disagreement[],
  { known, keysFile, source }: RefusalWords,
): Problem {
  const isFirst = known.keys.size === 0;
  const lines = disagreements.map(({ was, byKey, byContent }) => {
    const now = byContent ?? byKey;
    const only = byContent ? '' : ' (only the place speaks for it)';
    return `${was.kind} ${quoteShort(was.title)} ${was.sourcedId} → ${quoteShort(now?.title ?? '')}${only}`;
  });
  const [are, count] =
    disagreements.length === 1 ? ['is', '1 node'] : ['are', `${disagreements.length} nodes`];
  const unlike = disagreements.find(({ byContent }) => !byContent);
  const alike = disagreements.some(({ byContent }) => byContent);
  const cures = [
    ...(alike
      ? [
          '`--rekey` says that those which are alike are the same and keeps their ids, `--as-new` that they are not.',
        ]
      : ['`--as-new` says that they are new.']),
    ...(unlike
      ? [
          `If one was renamed, say so with its id: \`--same ${unlike.was.sourcedId}\`; it keeps the id.`,
        ]
      : []),
    isFirst
      ? 'If it was imported under another name, say so with `--source NAME`.'
      : `If this is another file, \`--source NAME\` keeps its keys apart. To decide one by one, change keys in ${keysFile}.`,
  ];
  return problem('import/re-minted', {
    detail: isFirst
      ? `No import was made under the name ${source} yet, and ${count} of the manifests ${are} like what it would bring:${listed(lines)}`
      : `${count} of an earlier import ${are} not in the source by key any more, and others may be what they became. A new id would part them from what students did:${listed(lines)}`,
    hint: cures.join(' '),
  });
}

const mostListed = 10;

function listed(lines: readonly string[]): string {
  const more = lines.length > mostListed ? [`and ${lines.length - mostListed} more`] : [];
  return [...lines.slice(0, mostListed), ...more].map((line) => `\n  ${line}`).join('');
}
