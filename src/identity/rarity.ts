import type { Kind } from '../model/kind.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import { type Content, contentOf } from './content.ts';
import type { State } from './state.ts';

/** How much it says that a node holds something: the more of its kind hold it, the less. */
export interface Rarity {
  /** The weight of a word of a title or of a text; of two words the rarer one weighs more. */
  ofTerm(term: string): number;
  /** From 1, if no other node has this title or text, down to a quarter, the more have it. */
  ofTitle(title: string): number;
  ofText(text: string): number;
}

/** As many nodes tell what is common; more would only take longer. */
const mostCounted = 1000;

/** "Introduction" in every unit: it still tells that lesson from the one that is called otherwise. */
const leastAlone = 1 / 4;

/** Counts what the nodes of a kind hold, in both states alike, or in a part of them spread evenly. */
export function rarityOf(kind: Kind, states: readonly State[]): Rarity {
  const terms = new Map<string, number>();
  const titles = new Map<string, number>();
  const texts = new Map<string, number>();
  let nodes = 0;
  let scale = 1;
  for (const state of states) {
    const all = [...state.nodes.values()].filter((node) => node.kind === kind);
    const step = Math.max(1, Math.ceil(all.length / mostCounted));
    scale = Math.max(scale, step);
    for (const node of spread(all, step)) {
      nodes += 1;
      const content = contentOf(node, state);
      count(titles, content.title);
      count(texts, content.text);
      for (const term of termsIn(content)) count(terms, term);
    }
  }
  // Each value is there twice, before and after, if nobody touched it.
  const others = (seen: number) => Math.max(0, (scale * seen) / states.length - 1);
  const alone = (seen: number) => Math.max(leastAlone, 1 / (1 + others(seen) / 2));
  const weigh = (holding: number) => Math.log(1 + (nodes - holding + 0.5) / (holding + 0.5));
  const ofTerms = new Map([...terms].map(([term, seen]) => [term, weigh(Math.min(nodes, seen))]));
  const ofOthers = weigh(0);
  return {
    ofTerm: (term) => ofTerms.get(term) ?? ofOthers,
    ofTitle: (title) => alone(titles.get(title) ?? 0),
    ofText: (text) => alone(texts.get(text) ?? 0),
  };
}

function spread(nodes: readonly SnapshotNode[], step: number): readonly SnapshotNode[] {
  return step === 1 ? nodes : nodes.filter((_, index) => index % step === 0);
}

function termsIn({ titleTerms, textTerms }: Content): readonly string[] {
  return [...titleTerms, ...textTerms];
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
