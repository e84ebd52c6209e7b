import { source as axe } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { chromium, flags } from './chromium.ts';

/** The width of a sheet of A4 between its margins, in pixels of CSS. */
const paper = 718;

/**
 * The screens that pages are looked at on, in pixels: a telephone, a tablet, a desk. What a page is made of
 * and its colours are the same on all of them: axe-core, which takes longest, judges the narrowest.
 */
const [narrowest, ...wider] = [390, 800, 1440] as const;

/** A headless Chromium. The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  if (chromium === undefined) throw new Error('There is no Chromium on this machine.');
  const driver = await import('playwright-core');
  return driver.chromium.launch({ executablePath: chromium, args: [...flags] });
}

/** A page as HTML, or the address of one. */
export type Shown = { readonly html: string } | { readonly url: string };

/**
 * Holds that axe-core finds nothing in pages and that nobody has to scroll them sideways, in light and
 * dark, wide and narrow; and that nothing is cut off on paper.
 */
export async function expectAccessible(
  pages: readonly (readonly [name: string, shown: Shown])[],
): Promise<void> {
  const browser = await launchChromium();
  try {
    // What looks at the pages is let past their policies, which tests of their own hold.
    const context = await browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    for (const [name, shown] of pages) {
      if ('url' in shown) await page.goto(shown.url);
      else await page.setContent(shown.html);
      await page.evaluate(axe);
      for (const width of [...wider, narrowest]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate(overflow), `${name}, ${width} px`).toBe(0);
      }
      await page.emulateMedia({ colorScheme: 'light' });
      const light = await findings(page, '{}');
      expect(light.findings, name).toEqual([]);
      // A page that axe could not look at has no finding either.
      expect(light.passed, name).toBeGreaterThan(10);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await findings(page, `{ runOnly: ['color-contrast'] }`);
      expect(dark, `${name}, dark`).toEqual({ findings: [], passed: 1 });
      await page.setViewportSize({ width: paper, height: 900 });
      await page.emulateMedia({ media: 'print', colorScheme: 'light' });
      expect(await page.evaluate(cutOff), `${name}, on paper`).toEqual([]);
      await page.emulateMedia({ media: 'screen' });
    }
  } finally {
    await browser.close();
  }
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
  readonly passes: readonly unknown[];
}

/** By how many pixels a page is wider than its screen. */
const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** What reaches beyond a sheet of paper, which nobody can scroll. */
const cutOff = `[...document.querySelectorAll('main *')]
  .filter((one) => one.getClientRects().length > 0 && !one.closest('.sr, .skip'))
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))`;

/** What axe-core has against a page, and how many of its rules found nothing. */
async function findings(page: Page, options: string) {
  const { violations, passes } = await page.evaluate<AxeResults>(`axe.run(${options})`);
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`),
  );
  return { findings: found, passed: passes.length };
}
