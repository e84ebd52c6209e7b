import { isAsAccepted, isRefused, placesOf } from './places.ts';
import type { Row, Scoring } from './row.ts';
import { missedRemark } from './score-replaced.ts';

/** Events after which a lesson has the former value of itself or another lesson, or no value. */
const classes = [
  { name: 'two uuids exchanged', measure: 'uuid_changes.swapped' },
  { name: 'a uuid handed on to another lesson', measure: 'uuid_changes.handed_on' },
  { name: 'a copy that got a uuid of its own', measure: 'uuid_changes.from_duplicate' },
  { name: 'an old uuid restored', measure: 'uuid_changes.restored' },
  { name: 'a uuid that became none', measure: 'uuid_changes.to_malformed' },
  { name: 'a uuid that was gone, at a new lesson', measure: 'resurrected' },
] as const;

/**
 * Scores exchanged values. Any refusal of the lesson is enough, since its name depends on what was accepted
 * before. If the accepted manifests had the value already, nothing changed in them.
 */
export const scoreExchanged: Scoring = (steps, truth) =>
  classes.map(({ name, measure }): Row => {
    const events = truth.events.filter(({ kind }) => kind === measure);
    const missed = events.filter(
      (event) => !placesOf(event, steps).some((place) => isRefused(place) || isAsAccepted(place)),
    );
    return {
      name,
      measure,
      truth: events.length,
      reported: events.length - missed.length,
      missed: missed.map(missedRemark),
      untrue: [],
      further: [],
    };
  });
