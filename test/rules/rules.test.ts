// Each rule about content: what breaks it, and the case next door that is fine.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRules } from '../../src/config/config.ts';
import { type RuleName, ruleNamed, ruleNames } from '../../src/model/content-rules.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { checkRules, isLike } from '../../src/rules/check-rules.ts';
import { catalogOf } from '../manifest/set.ts';
import { atLeast, fc, runs } from '../support/laws.ts';

interface Course {
  readonly course?: string;
  readonly unit?: string;
  readonly lesson?: string;
  readonly resource?: string;
  readonly other?: string;
}

/** A course of one lesson that places the resource `r`; `other` is a second one. */
function manifest({
  course = '',
  unit = '',
  lesson = 'resources: [r]',
  resource = '',
  other,
}: Course) {
  const second =
    other === undefined ? '' : `  - {sourcedId: s, title: S, vendorResourceId: s, ${other}}\n`;
  return `kind: course
sourcedId: c
title: C
${course}
units:
  - {sourcedId: u, title: U, ${unit ? `${unit}, ` : ''}lessons: [{sourcedId: l, title: L, ${lesson}}]}
resources:
  - {sourcedId: r, title: R, vendorResourceId: r${resource && `, ${resource}`}}
${second}`;
}

function broken(rules: JsonObject, course: Course) {
  return checkRules(catalogOf({ 'a.yaml': manifest(course) }), readRules(rules));
}

const rows: readonly {
  readonly rule: RuleName;
  readonly bad: Course;
  readonly at: string;
  readonly says: string;
  readonly good: Course;
}[] = [
  {
    rule: 'subjects',
    bad: { course: 'subjects: [Maths]' },
    at: 'course/c',
    says: '"Maths"',
    good: { course: 'subjects: [Math, Social Studies]' },
  },
  {
    rule: 'grades',
    bad: { course: 'grades: [ninth]' },
    at: 'course/c',
    says: '"ninth"',
    good: { course: 'grades: [-1, 0, K, "13"]' },
  },
  {
    rule: 'grades',
    bad: { resource: 'metadata: {grades: ["6-8"]}' },
    at: 'resource/r',
    says: 'metadata.grades',
    good: { resource: 'metadata: {grades: [6]}' },
  },
  {
    rule: 'lesson-types',
    bad: { resource: 'metadata: {lessonType: powerpath-99}' },
    at: 'resource/r',
    says: '"powerpath-99"',
    good: { resource: 'metadata: {lessonType: powerpath-100}' },
  },
  {
    rule: 'resource-types',
    bad: { resource: 'metadata: {type: qit}' },
    at: 'resource/r',
    says: '"qit"',
    good: { resource: 'metadata: {type: qti}' },
  },
  {
    rule: 'publish-status',
    bad: { course: 'metadata: {publishStatus: publish}' },
    at: 'course/c',
    says: '"publish"',
    good: { course: 'metadata: {publishStatus: published}' },
  },
  {
    rule: 'course-types',
    bad: { course: 'metadata: {courseType: bas}' },
    at: 'course/c',
    says: '"bas"',
    good: { course: 'metadata: {courseType: base}' },
  },
  {
    rule: 'required-metadata',
    bad: { resource: 'metadata: {lessonType: powerpath-100, masteryThreshold: null}' },
    at: 'resource/r',
    says: 'no metadata.masteryThreshold',
    good: { resource: 'metadata: {lessonType: powerpath-100, masteryThreshold: 90}' },
  },
  {
    rule: 'required-metadata',
    bad: { resource: 'metadata: {type: interactive}' },
    at: 'resource/r',
    says: 'metadata.url or metadata.launchUrl',
    good: { resource: 'metadata: {type: interactive, launchUrl: "https://x.example"}' },
  },
  {
    rule: 'resource-references',
    bad: { resource: 'metadata: {resources: [s, res-missing]}', other: 'roles: [primary]' },
    at: 'resource/r',
    says: '"res-missing"',
    good: { resource: 'metadata: {resources: [s]}', other: 'roles: [primary]' },
  },
  {
    rule: 'absolute-addresses',
    bad: { resource: 'metadata: {url: /qti/1}' },
    at: 'resource/r',
    says: '"/qti/1"',
    good: { resource: 'metadata: {url: "https://qti.example/1"}' },
  },
  {
    rule: 'absolute-addresses',
    bad: { resource: 'metadata: {launchUrl: "javascript:alert(1)"}' },
    at: 'resource/r',
    says: 'metadata.launchUrl',
    good: { resource: 'metadata: {launchUrl: "http://qti.example"}' },
  },
  {
    rule: 'totals',
    bad: { course: 'metadata: {metrics: {totalXp: 999}}', resource: 'metadata: {xp: 20}' },
    at: 'course/c',
    says: 'has 999 under metadata.metrics.totalXp, but the nodes below it add up to 20',
    good: {
      course: 'metadata: {metrics: {totalXp: 20, totalLessons: 1}}',
      resource: 'metadata: {xp: 20}',
    },
  },
  {
    rule: 'totals',
    bad: { course: 'metadata: {metrics: {totalLessons: 2}}' },
    at: 'course/c',
    says: 'totalLessons, but the nodes below it add up to 1.',
    // Nothing below says its XP, so nobody knows better.
    good: { course: 'metadata: {metrics: {totalXp: 999}}' },
  },
  {
    rule: 'titles',
    bad: { resource: 'title: ChoiceInteraction' },
    at: 'resource/r',
    says: 'like "*ChoiceInteraction*"',
    good: { resource: 'title: A choice' },
  },
  {
    rule: 'one-primary',
    bad: {
      lesson: 'resources: [r, s]',
      resource: 'importance: primary',
      other: 'importance: primary',
    },
    at: 'lesson/l',
    says: 'places 2 primary resources',
    good: {
      lesson: 'resources: [r, s]',
      resource: 'importance: primary',
      other: 'importance: secondary',
    },
  },
  {
    rule: 'one-primary',
    bad: { resource: 'importance: secondary' },
    at: 'lesson/l',
    says: 'places no primary resources',
    good: { other: 'importance: secondary' },
  },
];

describe('a rule finds what breaks it, and nothing next door', () => {
  test.each(rows)('$rule: $says', ({ rule, bad, at, says, good }) => {
    const found = checkAsWritten({ [rule]: 'on' }, bad);
    expect(found.map(({ code, severity, address }) => [code, severity, address])).toEqual([
      [`rules/${rule}`, ruleNamed(rule).severity, at],
    ]);
    expect(found[0]?.detail).toContain(says);
    expect(found[0]?.span?.file).toBe('catalog/a.yaml');
    expect(checkAsWritten({ [rule]: 'on' }, good)).toEqual([]);
    expect(checkAsWritten({}, bad)).toEqual([]);
    expect(checkAsWritten({ set: 'powerpath' }, bad).map(({ code }) => code)).toContain(
      `rules/${rule}`,
    );
    expect(checkAsWritten({ set: 'powerpath', [rule]: 'off' }, bad)).not.toContainEqual(
      expect.objectContaining({ code: `rules/${rule}` }),
    );
  });

  /** A title in the row replaces the usual one. */
  function checkAsWritten(rules: JsonObject, course: Course) {
    const { resource = '' } = course;
    const title = /^title: (.*)$/.exec(resource)?.[1];
    if (title === undefined) return broken(rules, course);
    const text = manifest({ ...course, resource: '' }).replace('title: R,', `title: ${title},`);
    return checkRules(catalogOf({ 'a.yaml': text }), readRules(rules));
  }

  test('every rule has a row, is in the schema of the config and nowhere else', () => {
    const told = new Set<string>(rows.map(({ rule }) => rule));
    // It needs placements that say a type of their own, which the test below writes as fields.
    expect(ruleNames.filter((name) => !told.has(name))).toEqual(['same-lesson-type']);
    const schema = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../schemas/config.schema.json'), 'utf8'),
    );
    expect(Object.keys(schema.properties.rules.properties)).toEqual(['set', ...ruleNames]);
  });

  test('placements: their type, that of their resource, what the type needs, their title', () => {
    const plain = catalogOf({ 'a.yaml': manifest({ resource: 'metadata: {lessonType: quiz}' }) });
    const lesson = plain.nodes.get('lesson/l');
    if (!lesson) throw new Error('no lesson');
    const placements = { r: { lessonType: 'powerpath-100', title: 'Verified · Lesson 1' } };
    const fields = { ...lesson.entity.fields, placements };
    const nodes = new Map(plain.nodes);
    nodes.set('lesson/l', { ...lesson, entity: { ...lesson.entity, fields } });
    expect(
      checkRules({ nodes }, readRules({ set: 'powerpath' })).map(({ code, address }) => [
        code,
        address,
      ]),
    ).toEqual([
      ['rules/same-lesson-type', 'lesson/l'],
      ['rules/required-metadata', 'lesson/l'],
      ['rules/titles', 'lesson/l'],
    ]);
  });
});

describe('what a config says of a rule', () => {
  test.each([
    { said: 'error', severity: 'error' },
    { said: 'on', severity: 'warning' },
    { said: true, severity: 'warning' },
    { said: { severity: 'error' }, severity: 'error' },
    { said: {}, severity: 'warning' },
  ])('$said is $severity', ({ said, severity }) => {
    const found = broken({ titles: said }, { unit: '' });
    expect(found).toEqual([]);
    const [one] = broken({ totals: said }, { course: 'metadata: {metrics: {totalLessons: 3}}' });
    expect(one?.severity).toBe(severity);
  });

  test('further values, other keys, needs and patterns', () => {
    const history = { course: 'subjects: [History]' };
    expect(broken({ subjects: { also: ['History'] } }, history)).toEqual([]);
    const bank = { resource: 'metadata: {bank: {items: [gone]}, resources: [gone]}' };
    const found = broken({ 'resource-references': { keys: ['bank.items'] } }, bank);
    expect(found.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('metadata.bank.items'),
    ]);
    const video = { resource: 'metadata: {type: video}' };
    const needs = { 'required-metadata': { needs: { video: ['format', ['url', 'file']] } } };
    expect(broken(needs, video).map(({ detail }) => detail)).toEqual([
      expect.stringContaining('no metadata.format'),
      expect.stringContaining('no metadata.url or metadata.file'),
    ]);
    expect(broken({ titles: { patterns: ['l'] } }, {})).toHaveLength(1);
  });

  test('of many problems of one rule the first are listed and the others counted', () => {
    const text = `kind: course\nsourcedId: c\ntitle: C\nunits:\n${Array.from(
      { length: 70 },
      (_, index) => `  - {sourcedId: u${index}, title: TODO}\n`,
    ).join('')}`;
    const found = checkRules(catalogOf({ 'a.yaml': text }), readRules({ titles: 'on' }));
    expect(found).toHaveLength(50);
    expect(found.at(-1)?.detail).toContain('in 20 more places');
  });
});

describe('patterns of titles', () => {
  test.each([
    { pattern: 'Untitled*', like: ['untitled', 'UNTITLED 4'], unlike: ['not untitled'] },
    { pattern: '*(Clone *', like: ['Maths (clone 142305)'], unlike: ['Clone wars'] },
    { pattern: 'a*a', like: ['aa', 'a a'], unlike: ['a', 'ab'] },
    { pattern: '*', like: ['', 'x'], unlike: [] },
    { pattern: 'x.y', like: ['X.Y'], unlike: ['xzy'] },
  ])('$pattern', ({ pattern, like, unlike }) => {
    expect(like.filter((text) => !isLike(text, pattern))).toEqual([]);
    expect(unlike.filter((text) => isLike(text, pattern))).toEqual([]);
  });

  test('say of any text what a regular expression would', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 });
    let matched = 0;
    fc.assert(
      fc.property(letters, pattern, (text, one) => {
        const form = one
          .split('*')
          .map((part) => part.replaceAll('.', '\\.'))
          .join('.*');
        const is = new RegExp(`^${form}$`).test(text);
        matched += is ? 1 : 0;
        expect(isLike(text, one)).toBe(is);
      }),
      runs(2000),
    );
    expect(matched).toBeGreaterThan(atLeast(50));
  });

  test('cannot keep a check busy: stars without end on a title without end', () => {
    const hostile = `${'*a'.repeat(100)}*b`;
    // With backtracking this takes longer than there is time.
    expect(isLike('a'.repeat(1_000_000), hostile)).toBe(false);
  });
});
