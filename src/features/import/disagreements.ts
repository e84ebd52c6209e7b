import { linesBelow, quoteShort } from '../../document/place.ts';
import { shellWord } from '../../model/id-commands.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { IdentifyContext } from './identify.ts';
import type { Disagreement } from './recognise.ts';

/** Whether a key leads to one node and the content to another, which is never a rename. */
export function isOfOtherNode({ because, byContent }: Disagreement): boolean {
  return because === 'key' && byContent !== undefined;
}

/** What the problems of disagreements need. */
interface RefusalWords {
  readonly known: IdentifyContext;
  readonly keysFile: string;
  readonly source: string;
  /** The ids that `--same` gave: each refusal may name one more. */
  readonly same: readonly string[];
}

function sameOption({ was }: Disagreement, { same }: RefusalWords): string {
  return `\`--same ${[...same, was.sourcedId].map(shellWord).join(' ')}\``;
}

/** The problems of disagreements: each node with what its key and its content say, and the possible fixes. */
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

function reusedProblem(disagreements: readonly Disagreement[], words: RefusalWords): Problem {
  const { source } = words;
  const lines = disagreements.map(({ was, byKey, byContent, below }) => {
    const [from, to] = placesOf(below.was, below.byKey);
    const now = byKey ? `${quoteShort(byKey.title)}${to}` : '';
    const elsewhere = byContent
      ? 'and its content is under another key'
      : 'and nothing in the source is similar';
    return `${was.kind} ${quoteShort(was.title)} ${was.sourcedId}${from}: its key has ${now} now, ${elsewhere}`;
  });
  const isOne = disagreements.length === 1;
  const moved = isOne
    ? `A key of ${source} belongs to another node than before, so its id would go to other content`
    : `${disagreements.length} keys of ${source} belong to other nodes than before, so ids would go to other content`;
  const unlike = disagreements.find(({ byContent }) => !byContent);
  return problem('import/re-used', {
    detail: `${moved}:${linesBelow(lines)}`,
    hint: `\`--rekey\` keeps each id with its content, and creates new ids for the rest.${unlike ? ` If a node was renamed, use ${sameOption(unlike, words)}.` : ''} If this is another file, \`--source NAME\` keeps its keys apart.`,
  });
}

/** The titles above both nodes, if these differ: many units have a lesson called "Quiz". */
function placesOf(from: string | undefined, to: string | undefined): readonly [string, string] {
  if (from === undefined || to === undefined || from === to) return ['', ''];
  return [` in ${quoteShort(from)}`, ` in ${quoteShort(to)}`];
}

function remintedProblem(disagreements: readonly Disagreement[], words: RefusalWords): Problem {
  const { known, keysFile, source } = words;
  const isFirst = known.keys.size === 0;
  const lines = disagreements.map(({ was, byKey, byContent, below }) => {
    const now = byContent ?? byKey;
    const [from, to] = placesOf(below.was, byContent ? below.byContent : below.byKey);
    const only = byContent ? '' : ' (matched only by its place, not similar)';
    return `${was.kind} ${quoteShort(was.title)} ${was.sourcedId}${from} → ${quoteShort(now?.title ?? '')}${to}${only}`;
  });
  const [are, count, keys] =
    disagreements.length === 1
      ? ['is', '1 node', 'key']
      : ['are', `${disagreements.length} nodes`, 'keys'];
  const unlike = disagreements.find(({ byContent }) => !byContent);
  const alike = disagreements.some(({ byContent }) => byContent);
  const cures = [
    alike
      ? `\`--rekey\` keeps the ids of similar nodes${unlike ? ' and gives the others new ones' : ''}; \`--as-new\` gives all of them new ids.`
      : '`--as-new` gives them new ids.',
    ...(unlike ? [`If one was renamed, ${sameOption(unlike, words)} keeps its id.`] : []),
    isFirst
      ? 'If it was imported under another name, use `--source NAME`.'
      : `If this is another file, \`--source NAME\` keeps its keys apart. To decide one by one, change keys in ${keysFile}.`,
  ];
  return problem('import/re-minted', {
    detail: isFirst
      ? `There was no import with the name ${source} yet, but ${count} of the manifests ${are} similar to the new content:${linesBelow(lines)}`
      : `The ${keys} of ${count} of an earlier import ${are} no longer in the source, but the content may be there under other keys. A new id would separate it from the students' records:${linesBelow(lines)}`,
    hint: cures.join(' '),
  });
}
