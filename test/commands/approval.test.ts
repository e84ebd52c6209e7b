import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import type { Plan } from '../../src/model/plan.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { compareApproved } from '../../src/run/approval.ts';
import type { Approval } from '../../src/run/publish.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { catalogOf, remoteOf, rules, type Short } from '../support/nodes.ts';
import { applyFolder } from '../support/publish.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function planOf(...here: readonly Short[]): Plan {
  const plan = buildPlan({ catalog: catalogOf(here), remote: remoteOf([]), rules, sha256 });
  if (!plan.ok) throw new Error('no plan');
  return plan.value;
}
const plan = planOf(['course', 'a', undefined], ['course', 'b', undefined]);

describe('the plan that was approved', () => {
  test.each([
    { name: 'the same digest', digest: plan.digest, same: true },
    {
      name: 'its first twelve digits, as a plan shows them',
      digest: plan.digest.slice(0, 12),
      same: true,
    },
    { name: 'fewer digits could be an accident', digest: plan.digest.slice(0, 11), same: false },
    { name: 'nothing', digest: '', same: false },
    { name: 'another', digest: '0'.repeat(64), same: false },
  ])('$name', ({ digest, same }) => {
    expect(compareApproved({ digest }, plan, sha256) === undefined).toBe(same);
  });

  test('what moved is named', () => {
    const approved = planOf(
      ['course', 'a', undefined, { title: 'Old' }],
      ['course', 'c', undefined],
    );
    const problem = compareApproved({ digest: approved.digest, plan: approved }, plan, sha256);
    expect(problem?.code).toBe('plan/stale');
    expect(problem?.detail).toMatch(/New: course "[^"]+"\./);
    expect(problem?.detail).toMatch(/No longer needed: course "[^"]+"\./);
    expect(problem?.detail).toMatch(/Different: course "[^"]+"\./);
  });

  test('everything is published already', () => {
    expect(compareApproved({ digest: plan.digest, plan }, planOf(), sha256)?.detail).toContain(
      'nothing to do',
    );
  });
});

/** What a program in plain JavaScript may write. */
test.each(['hash', 'Auto', ''])(
  'an approval of a type that is not there approves nothing: %j',
  async (type) => {
    const platform = createEmulator();
    const folder = folderWith({
      'timeback-catalog.yaml':
        'org: partner-sandbox\nenvironments:\n  test: { baseUrl: https://timeback.test }\n',
      'catalog/c.yaml': 'kind: course\nsourcedId: c\ntitle: Course\n',
    });
    const approval = { type } as unknown as Approval;
    const refused = await applyFolder(platform, folder, { approval });
    expect(refused.problems.map(({ code }) => code)).toContain('apply/not-approved');
    expect((await applyFolder(platform, folder)).ok).toBe(true);
    platform.close();
  },
);
