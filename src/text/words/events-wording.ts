import type { CheckedEvent, EventsReport, EventVerdict } from '../../model/event-check.ts';
import { eventVerdicts } from '../../model/event-check.ts';
import { count } from './wording.ts';

/** What each verdict means, for those who do not know the words. */
const verdictText = {
  credited: 'credited',
  recorded: 'recorded (no result)',
  rejected: 'rejected (400)',
  dropped: 'dropped (202, and no credit)',
} as const satisfies Record<EventVerdict, string>;

/** `4 events: 2 credited, 1 rejected (400), 1 dropped (202, and no credit)` */
export function eventsTally({ events }: EventsReport): string {
  const parts = eventVerdicts.flatMap((verdict) => {
    const number = events.filter((event) => event.verdict === verdict).length;
    return number === 0 ? [] : [`${number} ${verdictText[verdict]}`];
  });
  const total = count(events.length, 'event');
  return parts.length === 0 ? total : `${total}: ${parts.join(', ')}`;
}

/** `GradeEvent Graded` */
export function eventName({ type, action }: CheckedEvent): string {
  return [type, action].filter((word) => word !== undefined).join(' ') || 'no type';
}

/** Whether a reader has to see to it. */
function isFine({ verdict, problems }: CheckedEvent): boolean {
  return (verdict === 'credited' || verdict === 'recorded') && problems.length === 0;
}

/** So many events are listed one by one; of more, only those that are not fine. */
const listedWhole = 50;
/** So many at most. */
const mostListed = 200;
/** So many lessons without events are named. */
export const mostLessons = 20;

export interface Listed {
  readonly shown: readonly CheckedEvent[];
  readonly hidden: number;
}

export function listedEvents({ events }: EventsReport): Listed {
  const wanted = events.length <= listedWhole ? events : events.filter((one) => !isFine(one));
  const shown = wanted.slice(0, mostListed);
  return { shown, hidden: events.length - shown.length };
}
