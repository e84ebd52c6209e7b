import { expect, test } from 'vitest';
import type { Explanation } from '../../src/model/explanation.ts';
import { decidedText } from '../../src/text/views/explain-view.ts';

const open = (...paths: readonly string[][]): Explanation => ({
  platform: { name: 'live', url: 'https://a.example', dialect: 'partner' },
  cures: [],
  open: paths.flatMap(([first = '', ...rest]) => {
    const path: [string, ...string[]] = [first, ...rest];
    const difference = { address: 'lesson/l', title: 'L', path, wanted: 'a', held: 'b' } as const;
    return [{ kind: 'lesson' as const, path, nodes: [difference] as const }];
  }),
  missing: [],
  facts: {},
});

test.each([
  { paths: [['metadata', 'xp']], says: ', or remove the field from them' },
  { paths: [['title'], ['level']], says: ', or remove level from them' },
  { paths: [['title']], says: 'Write that value in the manifests.' },
  { paths: [['vendorResourceId']], says: 'Write that value in the manifests.' },
])('what the platform keeps of $paths, and no manifest can be without', ({ paths, says }) => {
  expect(decidedText(open(...paths))).toContain(says);
});
