import type { LedgerFact } from '../../identity/ledger/line.ts';
import { completionPlacement } from '../../model/sdk/values.ts';

/**
 * What the official sync makes of a course: a component that hangs under the course alone, a resource, and
 * the placement that apps on the SDK file the completion of the course under.
 */
export function completionOf(course: string, title: string) {
  const placement = completionPlacement(course);
  const unit = `${course}-component`;
  const resource = `${course}-resource`;
  const facts: readonly LedgerFact[] = [
    { says: 'live', kind: 'unit', sourcedId: unit },
    { says: 'live', kind: 'resource', sourcedId: resource },
    { says: 'placement', state: 'live', sourcedId: placement, parent: unit, resource },
  ];
  return {
    unit: { sourcedId: unit, title, resources: [{ resource, sourcedId: placement }] },
    resource: { sourcedId: resource, title, vendorResourceId: resource },
    facts,
  };
}
