import { html, type Markup } from './markup.ts';
import { pageStyle, pageStyleHash } from './page-style.ts';

/**
 * Nothing is fetched, run, framed or sent: what stands in a page cannot do more than be read. The
 * one style is named by its hash, so that not even a style could be put in.
 */
const policy = `default-src 'none'; style-src '${pageStyleHash}'; base-uri 'none'; form-action 'none'`;

/** A whole page in one file. */
export function page(title: string, content: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ markup: pageStyle }}</style>
</head>
<body>
${content}
</body>
</html>
`.markup;
}
