import type { Address } from './address.ts';
import type { Action } from './plan.ts';

/** How a node differs from another state of the catalog. */
export interface TreeMark {
  readonly action: Action | 'refused' | 'released';
  /** Changed fields, or `renamed`, `moved from …`. */
  readonly what: readonly string[];
}

/** A node of the manifests with everything below it. */
export interface TreeNode {
  readonly address: Address;
  readonly title: string;
  readonly file: string;
  readonly line: number;
  readonly mark?: TreeMark;
  readonly children: readonly TreeNode[];
}

/** A node that only the other state has. */
export interface GoneNode {
  readonly address: Address;
  readonly title: string;
  readonly mark: TreeMark;
}

/** The outline of a catalog, and how it differs from a platform or a commit. Plain data. */
export interface CatalogTree {
  /** Courses first, in the authors' order; then resources. */
  readonly roots: readonly TreeNode[];
  /** What the catalog was compared with, by the user's name for it. */
  readonly against?: { readonly type: 'environment' | 'commit'; readonly name: string };
  readonly gone: readonly GoneNode[];
}
