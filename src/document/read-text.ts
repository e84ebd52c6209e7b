import { type Document, isScalar, type ParsedNode } from 'yaml';
import { compose, deepest } from './compose.ts';
import { readPlain } from './plain/read.ts';
import { explainSyntax, faultOffset } from './syntax.ts';
import { readTree, type TreeFault } from './tree.ts';

type Parsed = Document.Parsed<ParsedNode>;

interface Reading {
  readonly read: ReturnType<typeof readTree>;
  readonly faults: readonly TreeFault[];
}

/** After this many faults, further ones are consequences of the first. */
const mostSyntaxFaults = 10;

/**
 * Reads the one document of a text, with positions and faults as offsets. Nearly every manifest is
 * within the part of YAML that the quick reader handles.
 */
export function readText(text: string): Reading {
  const read = readPlain(text);
  return read ? { read, faults: [] } : readStrictly(text);
}

/** Reads the one document of a text with the full YAML parser. */
export function readStrictly(text: string): Reading {
  const composed = compose(text);
  if ('tooDeepAt' in composed) return unread([tooDeep(composed.tooDeepAt)]);
  const [document, second] = composed.documents;
  if (!document || isBlank(document)) return unread([empty]);
  const faults = [...syntaxFaults(document, text), ...versionFaults(document, text)];
  // The tree of a text that is not YAML would only add false faults.
  if (faults.length > 0) return unread(faults.slice(0, mostSyntaxFaults));
  if (second) faults.push(several(second));
  const read = readTree(document.contents, (fault) => faults.push(fault));
  return { read, faults };
}

function unread(faults: readonly TreeFault[]): Reading {
  return { read: readTree(null, () => {}), faults };
}

function isBlank({ contents }: Parsed): boolean {
  return !contents || (isScalar(contents) && contents.value === null && contents.source === '');
}

/** Faults that the tree reports better: at the value, not at the mark before it. */
const foundInTree: ReadonlySet<string> = new Set(['yaml/alias', 'yaml/tag', 'yaml/key']);

/** One broken place often causes several complaints of the parser. The first one counts. */
function syntaxFaults({ errors }: Parsed, text: string): TreeFault[] {
  const byOffset = new Map<number, TreeFault>();
  for (const error of errors) {
    const offset = faultOffset(error, text);
    const fault = { ...explainSyntax(error), offset };
    if (!foundInTree.has(fault.code) && !byOffset.has(offset)) byOffset.set(offset, fault);
  }
  return [...byOffset.values()];
}

function versionFaults({ directives }: Parsed, text: string): TreeFault[] {
  const { version } = directives.yaml;
  if (version === '1.2') return [];
  const offset = Math.max(text.indexOf('%YAML'), 0);
  const detail = `The file declares YAML ${version}, in which values mean other things.`;
  return [{ code: 'yaml/syntax', offset, detail, hint: 'Remove the line.' }];
}

const empty: TreeFault = {
  code: 'file/empty',
  offset: 0,
  detail: 'The file holds nothing but blanks and comments.',
};

function several({ range }: Parsed): TreeFault {
  return {
    code: 'yaml/several-documents',
    offset: range[0],
    detail: 'A second document starts here.',
    hint: 'Put what follows in a file of its own.',
  };
}

function tooDeep(offset: number): TreeFault {
  const detail = `More than ${deepest} lists and maps stand inside each other here.`;
  return { code: 'yaml/too-deep', offset, detail };
}
