import { isUuid } from '../identity/shape.ts';
import { type Catalog, fieldSpan } from '../model/catalog.ts';
import { type Problem, problem } from '../model/problem.ts';

interface Demand {
  /** The form that the config demands; absent: any. */
  readonly form: 'uuid' | undefined;
  readonly configFile: string;
  /** Says of an id whether the ledger has it. Asked only for ids of another form. */
  readonly hasLine: (sourcedId: string) => boolean;
}

/** The ids of a catalog that are not of the form that its config demands. */
export function checkIdForm({ nodes }: Catalog, { form, configFile, hasLine }: Demand): Problem[] {
  if (form !== 'uuid') return [];
  return [...nodes].flatMap(([address, { entity, source }]) => {
    const { kind, sourcedId } = entity;
    if (isUuid(sourcedId)) return [];
    const span = fieldSpan(source, 'sourcedId');
    return [
      problem('id/not-uuid', {
        detail: `The ${kind} has the id ${sourcedId}, and the config demands UUIDs (sourcedId.form in ${configFile}).`,
        hint: hasLine(sourcedId)
          ? 'The ledger has it, and a published id never changes. Where this one is published, take `sourcedId` out of the config.'
          : `Remove the id in ${span.file}:${span.start.line} and run \`timeback-catalog fmt\`, which mints a UUID.`,
        span,
        address,
      }),
    ];
  });
}
