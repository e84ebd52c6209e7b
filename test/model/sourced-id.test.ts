import { describe, expect, test } from 'vitest';
import { sourcedIdFault } from '../../src/model/sourced-id.ts';

describe('what can be a sourcedId', () => {
  test.each([
    '0d6f3c0e-6f2b-4a56-9a53-1f6b6b1d7a11',
    // Hand-made, live in a real catalog, and so not refused.
    'u1e2e3e4-5e6e-7e8e-9e1e-2e3e4e5e6e7e',
    'les-frac-v2',
    'a',
    '0',
    'x',
    'course:1.2_3@b',
    'lekcja-ż',
    'todo-list',
    'change',
    'unit-1',
    // Words that only stand in for something if one of them says so.
    'new-lesson',
    'Adding-Fractions',
    'fractions-id',
    'id-of-fractions',
    'uuid2',
    'change-it',
    'xx',
    '0-0',
    'ab00000',
    '00000ab',
    'axxx',
    'xxxa',
    '{a',
    '§',
    'a.',
    '...',
    'é'.repeat(255),
    'idé',
    'ÜBERid',
  ])('%s', (id) => {
    expect(sourcedIdFault(id)).toBeUndefined();
  });

  test.each([
    ['', 'empty'],
    ['é'.repeat(256), '255'],
    ['a b', 'white space'],
    ['a\u00a0b', 'white space'],
    ['a\n', 'white space'],
    ['a\u0007', 'control'],
    ['a\ud800', 'half'],
    ['a/b', '/'],
    ['a?b', '?'],
    ['a#b', '#'],
    ['a%20', '%'],
    ['a\\b', '\\'],
    ['a"b', '"'],
    ["a'b", "'"],
    ['..', 'URL'],
    ['.', 'URL'],
  ])('not %j', (id, reason) => {
    const fault = sourcedIdFault(id);
    expect(fault?.type).toBe('malformed');
    expect(fault?.type === 'malformed' && fault.reason).toContain(reason);
  });

  test.each([
    'UUID',
    'UUID_HERE',
    'create_uuid',
    'TODO',
    'TODO: insert URL',
    'tbd',
    'FIXME',
    'sourcedId',
    'your-uuid-here',
    'yourUuidHere',
    'REPLACE_ME',
    'replace-with-real-uuid',
    'lesson-id',
    'xxxx',
    'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx',
    'XXXXXXXX',
    '00000000-0000-0000-0000-000000000000',
    '{{id}}',
    '{{ cookiecutter.id }}',
    '$' + '{uuid}',
    '{uuid}',
    '<uuid>',
    '<a new uuid>',
    '<a\nnew uuid>',
    'newID',
    'NEW-ID',
    'changeMe',
    'fill_in',
    'Fill-me',
    '{new id}',
    '{NEW_ID}',
    'x-x-x',
    '0.0.0',
    '-xxx-',
    '-000-',
    'a{id}',
    '{id}a',
    '<uuid',
    'uuid>',
    'a}}',
    'a{{',
    'a$' + '{b',
  ])('a placeholder: %s', (id) => {
    expect(sourcedIdFault(id)).toEqual({ type: 'placeholder' });
  });
});
