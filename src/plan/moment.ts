import { withoutTrailing } from '../model/trailing.ts';

const notation =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * A moment in one notation, whichever of ISO 8601 it came in; undefined where the text is none. A
 * date alone is midnight, and what names no zone is in UTC.
 */
export function asMoment(text: string): string | undefined {
  const [all, year, month, day, hour = 0, minute = 0, second = 0, fraction = '', zone = 'Z'] =
    notation.exec(text) ?? [];
  if (all === undefined) return undefined;
  const days = dayNumber(Number(year), Number(month), Number(day));
  const minutes = days * 1440 + Number(hour) * 60 + Number(minute) - minutesEast(zone);
  const seconds = minutes * 60 + Number(second);
  return `${seconds}.${withoutTrailing(fraction, '0')}`;
}

/** Days since the first of March of the year zero: the leap day comes last in such a year. */
function dayNumber(year: number, month: number, day: number): number {
  const since = month > 2 ? year : year - 1;
  const leapDays = Math.floor(since / 4) - Math.floor(since / 100) + Math.floor(since / 400);
  const inYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return since * 365 + leapDays + inYear;
}

function minutesEast(zone: string): number {
  const [, sign, hours = 0, minutes = 0] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -size : size;
}
