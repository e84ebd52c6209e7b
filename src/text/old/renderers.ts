import type { Format } from '../formats.ts';
import type { Renderer } from './renderer.ts';
import { html } from './renderer-html.ts';
import { human } from './renderer-human.ts';
import { json } from './renderer-json.ts';
import { markdown } from './renderer-markdown.ts';

/** All formats, for who may need any of them. */
export const renderers = { human, json, markdown, html } as const satisfies Record<
  Format,
  Renderer
>;
