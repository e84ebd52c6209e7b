import { describe, expect, test } from 'vitest';
import { above, at, course, driftOf, lesson, type Story, units } from '../support/three-sides.ts';

/** The one node that drifts, and what is named beside it. */
function named(story: Story) {
  const { nodes, context } = driftOf(story);
  const [node] = nodes;
  const source = node?.source && `${node.source.file}:${node.source.start.line}`;
  return {
    node: [node?.title, node?.parent, source],
    context: context.map(({ address, title, parent }) => [address, title, parent]),
  };
}
const live = [course, ...units];
const unit = [['unit/u', 'u', 'course/c']];

describe('a node that drifts is named by', () => {
  test('the manifests: title, parent and line', () => {
    const story: Story = {
      base: [...live, lesson('a')],
      head: [...live, ['lesson', 'a', 'u', { title: 'Ours' }]],
      server: [...above, ['lesson', 'a', 'u', { title: 'Theirs' }, 1]],
    };
    expect(named(story)).toEqual({
      node: ['Ours', 'unit/u', 'catalog/a.yaml:4'],
      context: unit,
    });
  });

  test('the server and the line of the ledger, once it left the manifests', () => {
    const story: Story = {
      base: [...live, lesson('a')],
      head: live,
      server: [...above, ['lesson', 'a', 'u', { title: 'Theirs' }, 1]],
      retired: ['other', 'a'],
    };
    expect(named(story)).toEqual({ node: ['Theirs', 'unit/u', 'catalog.ids:2'], context: unit });
  });

  test('no parent where it has none', () => {
    const story: Story = {
      base: [course],
      head: [['course', 'c', undefined, { title: 'Maths' }]],
      server: [course],
    };
    expect(named(story)).toEqual({
      node: ['Maths', undefined, 'catalog/a.yaml:1'],
      context: [],
    });
    expect(driftOf(story).nodes.map((node) => 'parent' in node)).toEqual([false]);
  });
});

describe('beside it are named', () => {
  test('the parents that it left and should have, if anybody knows them', () => {
    const story: Story = {
      base: [...live, lesson('a', 'u')],
      head: [...live, lesson('a', 'v')],
      server: [...above, at('a', 1, 'nowhere')],
    };
    expect(named(story).context).toEqual([
      ['unit/v', 'v', 'course/c'],
      ['unit/u', 'u', 'course/c'],
    ]);
  });

  test('no address that is only the value of a field', () => {
    const fields = (parent: string) => ({ parent: `unit/${parent}` });
    const story: Story = {
      base: [...live, ['lesson', 'a', 'u', fields('u')]],
      head: [...live, ['lesson', 'a', 'u', fields('v')]],
      server: [...above, ['lesson', 'a', 'u', fields('u'), 1]],
    };
    expect(named(story).context).toEqual(unit);
  });

  test('the parents of what is on the server alone', () => {
    const story: Story = { head: live, server: [...above, at('theirs', 1)] };
    expect(named(story).context).toEqual(unit);
  });
});
