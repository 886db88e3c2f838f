/** A wall clock's day in some time zone. `day` may overflow the month, as in `Date.UTC`. */
export interface LocalDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws a RangeError for a zone that is not in the IANA time zone database */
export function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** What the wall clock shows, as if it were UTC: milliseconds since the epoch. */
function wallTime(zone: string, time: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(time)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

export function localDate(zone: string, time: number): LocalDate {
  const wall = new Date(wallTime(zone, time));
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
}

const day = 24 * 60 * 60_000;

/**
 * When the wall clock shows these minutes after midnight. When it shows them twice, as clocks are put
 * back, `pick` says which is meant; when it skips them, as clocks are put forward, the moment of the
 * change.
 */
export function instantOf(
  zone: string,
  date: LocalDate,
  minutes: number,
  pick: 'first' | 'last',
): number {
  const wall = Date.UTC(date.year, date.month - 1, date.day) + minutes * 60_000;
  // No zone changes its clock twice within two days.
  const offsets = [wall - day, wall + day].map((time) => wallTime(zone, time) - time);
  const candidates = offsets
    .map((offset) => wall - offset)
    .filter((time) => wallTime(zone, time) === wall);
  if (candidates.length > 0) return Math[pick === 'first' ? 'min' : 'max'](...candidates);
  return changeBetween(zone, wall - Math.max(...offsets), wall - Math.min(...offsets));
}

/** The moment at which the clock is changed, to the second. */
function changeBetween(zone: string, from: number, to: number): number {
  const offset = wallTime(zone, from) - from;
  let [before, after] = [from, to];
  while (after - before > 1000) {
    const middle = before + Math.floor((after - before) / 2000) * 1000;
    if (wallTime(zone, middle) - middle === offset) before = middle;
    else after = middle;
  }
  return after;
}
