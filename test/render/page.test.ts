import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { html, page, pageStyle, pageStyleHash } from '../../src/text/page.ts';
import { hostileTexts } from './hostile.ts';

test('the policy lets through the style as it is, and nothing else', () => {
  const hash = createHash('sha256').update(pageStyle).digest('base64');
  expect(pageStyleHash).toBe(`sha256-${hash}`);
  const shown = page('Title', html`<p>x</p>`);
  expect(shown).toContain(`<style>${pageStyle}</style>`);
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(shown) ?? [];
  expect(policy.replaceAll('&#39;', "'")).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  );
});

test.each(hostileTexts)('a title %j is text', (text) => {
  const shown = page(text, html`<p title="${text}">${text}</p>`);
  expect(shown.match(/<\w+/g)).toEqual(page('x', html`<p title="x">x</p>`).match(/<\w+/g));
});

test('what html wrote is taken as it is, and in lists', () => {
  const items = ['<a>', '&'].map((text) => html`<li>${text}</li>`);
  expect(html`<ul>${items}${undefined}${7}</ul>`.markup).toBe(
    '<ul><li>&#60;a&#62;</li><li>&#38;</li>7</ul>',
  );
});
