import type { SourceLines } from '../document/frame.ts';
import type { Drift } from '../model/drift.ts';
import type { Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { Span } from '../model/span.ts';

// Files are named from the folder of the catalog. GitHub's pages name them from the top of the
// repository, and so do editors' links there.

function moved(span: Span, prefix: string): Span {
  return { ...span, file: `${prefix}${span.file}` };
}

/** The lines of files that are named from the top of the repository, or from the folder. */
export function sourcesFrom(sources: SourceLines, prefix: string): SourceLines {
  return {
    linesOf: (file) =>
      (file.startsWith(prefix) ? sources.linesOf(file.slice(prefix.length)) : undefined) ??
      sources.linesOf(file),
  };
}

/** Problems with files named from the top of the repository. */
export function problemsFrom(problems: readonly Problem[], prefix: string): Problem[] {
  return problems.map((one) => ({
    ...one,
    ...(one.span && { span: moved(one.span, prefix) }),
    ...(one.related && { related: { ...one.related, span: moved(one.related.span, prefix) } }),
  }));
}

/** A drift to be shown, with files named from the top of the repository. */
export function driftFrom(drift: Drift, prefix: string): Drift {
  return {
    ...drift,
    nodes: drift.nodes.map((one) => ({
      ...one,
      ...(one.source && { source: moved(one.source, prefix) }),
    })),
    warnings: problemsFrom(drift.warnings, prefix),
  };
}

/** A plan to be shown, with files named from the top of the repository. */
export function planFrom(plan: Plan, prefix: string): Plan {
  return {
    ...plan,
    changes: plan.changes.map((one) => ({ ...one, source: moved(one.source, prefix) })),
    warnings: problemsFrom(plan.warnings, prefix),
  };
}
