import type { Kind } from '../../model/kind.ts';
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
  /** The keys that say where a node hangs: all are written, the first that says something is read. */
  readonly parentKeys: (kind: Kind) => readonly string[];
  /** The fields that refer to other records; every other field is the same on both sides. */
  readonly codecs: (kind: Kind) => readonly FieldCodec[];
}
