// Every page that the tool writes, as a browser shows it and axe-core judges it. That of the emulator has
// its own test.
import { test } from 'vitest';
import { expectAccessible } from '../support/browser.ts';
import { chromium } from '../support/chromium.ts';
import { everyPage } from './page-examples.ts';

test.skipIf(chromium === undefined)(
  'axe-core finds nothing, and no page is wider than its screen (needs chromium)',
  () => expectAccessible(everyPage().map(([name, html]) => [name, { html }] as const)),
  600_000,
);
