import { mostGuesses } from '../document/nearest.ts';
import type { Kind } from '../model/kind.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';
import { resolveInclude } from './include-path.ts';
import { type Include, unresolved } from './include-problem.ts';
import type { Manifest } from './manifest.ts';
import { filesAbove, type WrittenNode } from './node.ts';

/** The files that includes can refer to. */
export interface CatalogFiles {
  /** By file, in natural order of names. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** Every file of the catalog, unreadable ones included. */
  readonly names: ReadonlySet<string>;
  /** The `catalog` globs of the config, for messages. */
  readonly globs: string;
}

/** What has been included so far. `follow` adds to it. */
export interface Trail {
  /** Where each included file was first included. */
  readonly included: Map<string, Span>;
  readonly problems: Problem[];
}

/** The manifests that an include brings in: those of the wanted kind that have no place yet. */
export function follow(
  include: Include,
  wanted: { readonly kind: Kind; readonly by: WrittenNode },
  { files, trail }: { readonly files: CatalogFiles; readonly trail: Trail },
): Manifest[] {
  const target = resolveInclude(include.text, wanted.by.manifest.file, files.names);
  if (target.type !== 'files') {
    const guesses = trail.problems.length < mostGuesses ? [...files.names] : [];
    trail.problems.push(unresolved(include, target, { guesses, globs: files.globs }));
    return [];
  }
  return target.files.flatMap((file) => {
    const manifest = files.manifests.get(file);
    const fault = refusal(include, { file, manifest, ...wanted }, trail);
    if (fault) trail.problems.push(fault);
    else trail.included.set(file, include.span);
    return manifest && !fault ? [manifest] : [];
  });
}

interface Candidate {
  readonly file: string;
  /** Absent if the file cannot be read, which has its own problem. */
  readonly manifest: Manifest | undefined;
  readonly kind: Kind;
  readonly by: WrittenNode;
}

function refusal({ span }: Include, candidate: Candidate, trail: Trail): Problem | undefined {
  const { file, manifest, kind, by } = candidate;
  const chain = filesAbove(by);
  if (chain.includes(file)) {
    const circle = [...chain.slice(chain.indexOf(file)), file].join(' → ');
    return problem('include/circular', {
      detail: `The includes run in a circle: ${circle}.`,
      span,
    });
  }
  if (manifest && manifest.kind !== kind) {
    const start = manifest.document.pointAt(['kind']);
    return problem('include/wrong-kind', {
      detail: `A ${kind} is wanted here, and ${file} holds a ${manifest.kind}.`,
      span,
      related: { span: { file, start }, note: 'its kind' },
    });
  }
  const earlier = trail.included.get(file);
  return (
    earlier &&
    problem('include/twice', {
      detail: `${file} is included a second time here.`,
      span,
      related: { span: earlier, note: 'first included here' },
    })
  );
}
