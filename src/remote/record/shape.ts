import { type Kind, kinds } from '../../model/kind.ts';
import type { FieldCodec } from './references.ts';

/** How the records of a platform say what a node is. Each dialect makes one of its facts. */
export interface RecordShape {
  /** The key of the number that orders siblings. */
  readonly sortOrder: string;
  readonly status: { readonly active: string; readonly retired: string };
  /** Whether the client sends dateLastModified. */
  readonly sendsDate: boolean;
  /** `record`: what was read with the managed fields laid over; `managed`: those only. */
  readonly body: 'record' | 'managed';
  /** Never compared and never carried over into a write. */
  readonly serverOwned: readonly string[];
  /** Whether references say what they refer to, `type`, beside its id. */
  readonly typesReferences: boolean;
  readonly of: Readonly<Record<Kind, KindShape>>;
}

/** What the records of one kind have of their own. */
export interface KindShape {
  /** The keys that say where a node hangs: all are written, the first that says something is read. */
  readonly parentKeys: readonly string[];
  /** The fields that refer to other records; every other field is the same on both sides. */
  readonly codecs: readonly FieldCodec[];
}

/** Worked out once: tens of thousands of records may be read by it. */
export function byKind<Part>(of: (kind: Kind) => Part): Readonly<Record<Kind, Part>> {
  const parts = kinds.map((kind) => [kind, of(kind)]);
  return Object.fromEntries(parts) as Record<Kind, Part>;
}
