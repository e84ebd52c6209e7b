import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { scopesOf } from '../../src/remote/http/token.ts';
import { fc } from '../support/laws.ts';

const secret = 'a/client+secret';

/** As an authorisation server makes it; the signature is never looked at. */
function jwt(payload: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(payload)}.c2lnbmF0dXJl`;
}

describe('scopes that are told', () => {
  test.each<{
    name: string;
    answer?: JsonObject;
    token?: string;
    is: ReturnType<typeof scopesOf>;
  }>([
    {
      name: 'beside the token',
      answer: { scope: 'roster.readonly  roster.createput' },
      is: { from: 'answer', names: ['roster.readonly', 'roster.createput'] },
    },
    {
      name: 'as a list',
      answer: { scopes: ['a', 'b'] },
      is: { from: 'answer', names: ['a', 'b'] },
    },
    {
      name: 'in the token, as a text',
      token: jwt({ scope: 'https://purl.imsglobal.org/spec/or/v1p2/scope/roster.readonly' }),
      is: {
        from: 'token',
        names: ['https://purl.imsglobal.org/spec/or/v1p2/scope/roster.readonly'],
      },
    },
    {
      name: 'in the token, as a list',
      token: jwt({ scp: ['x', 'y', 'x'] }),
      is: { from: 'token', names: ['x', 'y'] },
    },
    {
      name: 'in both: what is told counts',
      answer: { scope: 'told' },
      token: jwt({ scope: 'claimed' }),
      is: { from: 'answer', names: ['told'] },
    },
    { name: 'to be none', answer: { scope: '' }, is: { from: 'answer', names: [] } },
    { name: 'nowhere', is: undefined },
    { name: 'in an opaque token with dots', token: 'x.y.z', is: undefined },
    { name: 'in something of more parts', token: `${jwt({ scope: 'a' })}.d.e`, is: undefined },
    { name: 'in a payload that is no object', token: jwt(['scope']), is: undefined },
    { name: 'as a number', answer: { scope: 7 }, is: undefined },
    {
      name: 'with what is no scope beside them',
      answer: { scopes: ['ok', 'with "quotes"', '\u001b[2J', 'x'.repeat(201), 5] },
      is: { from: 'answer', names: ['ok'] },
    },
  ])('$name', ({ answer = {}, token = 'opaque', is }) => {
    expect(scopesOf(answer, token, secret)).toEqual(is);
  });
});

/** A text as it may be written inside another. */
function spellings(text: string): string[] {
  const basic = Buffer.from(`client:${text}`);
  return [
    ...[encodeURIComponent(text), text.toUpperCase()],
    ...[basic.toString('base64'), basic.toString('base64url')],
  ];
}

test('law: neither token nor secret is ever among them, whatever is told as a scope', () => {
  const token = jwt({ sub: 'client', scope: 'claimed' });
  const plain = [token, secret, ...token.split('.')];
  const hidden = plain.flatMap((text) => [text, ...spellings(text)]);
  const near = fc
    .tuple(fc.constantFrom('', 'x.'), fc.constantFrom(...hidden), fc.constantFrom('', '.y'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(fc.oneof(near, fc.constant('plain'))), (scopes) => {
      const shown = scopesOf({ scopes }, token, secret)?.names.join(' ') ?? '';
      for (const one of hidden) expect(shown).not.toContain(one);
    }),
  );
});
