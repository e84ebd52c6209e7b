import type { Finding, Records } from '../dialect.ts';
import { orderFinding, reference, statusFindings } from '../record/findings.ts';
import type { OnerosterFacts } from './facts.ts';

/** What records as a list gave them say about the rows of the table. */
export function findings(records: Records, facts: OnerosterFacts): readonly Finding[] {
  const courses = { records: records.get('course') ?? [], noun: 'courses' };
  const components = { records: records.get('courseComponent') ?? [], noun: 'components' };
  const placements = {
    records: records.get('componentResource') ?? [],
    noun: 'placements',
  };
  const resources = { records: records.get('resource') ?? [], noun: 'resources' };
  const isRequired = true;
  return [
    reference('course.org', { ...courses, key: facts['course.org'], isRequired }),
    reference('courseComponent.course', {
      ...components,
      key: facts['courseComponent.course'],
      to: courses,
      isRequired,
    }),
    reference('courseComponent.parent', {
      ...components,
      key: facts['courseComponent.parent'],
      to: components,
    }),
    reference('componentResource.component', {
      ...placements,
      key: facts['componentResource.component'],
      to: components,
      isRequired,
    }),
    reference('componentResource.resource', {
      ...placements,
      key: facts['componentResource.resource'],
      to: resources,
      isRequired,
    }),
    orderFinding(facts['sortOrder.key'], components),
    ...statusFindings([...records.values()].flat(), facts),
  ].flatMap((finding) => finding ?? []);
}
