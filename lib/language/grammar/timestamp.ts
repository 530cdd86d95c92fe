/**
 * The instant of an ISO 8601 date and time with an offset, in milliseconds since the epoch;
 * undefined if the text is none. `2016-03-14T01:59:00Z`, `2016-03-14T01:59:26.535+01:00`.
 * It takes what java.time's ISO_OFFSET_DATE_TIME takes, which AWS uses. #timestamps
 */
export function parseTimestamp(text: string): number | undefined {
  return parseInstant(text)?.ms;
}

/** An instant to the nanosecond: whole milliseconds and the nanoseconds below them. */
export interface Instant {
  readonly ms: number;
  /** 0 to 999,999. */
  readonly nanoseconds: number;
}

export function parseInstant(text: string): Instant | undefined {
  if (text.length > LENGTH_MAX) return undefined;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", hour = "", minute = "", second, fraction, offset] =
    match;
  const offsetSeconds = parseOffset(offset ?? "Z");
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  if (offsetSeconds === undefined || !isDate(date)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return undefined;
  const nanos = (fraction ?? "").padEnd(9, "0");
  const seconds =
    daysFromCivil(date) * DAY_SECONDS +
    Number(hour) * 3600 +
    Number(minute) * 60 +
    Number(second ?? 0) -
    offsetSeconds;
  return {
    ms: seconds * 1000 + Number(nanos.slice(0, 3)),
    nanoseconds: Number(nanos.slice(3)),
  };
}

/** As the Context Object writes instants: `2026-01-01T00:00:00.000Z`. */
export function formatTimestamp(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const rest = ms - days * DAY_MS;
  const { year, month, day } = civilFromDays(days);
  const time = [
    pad(Math.floor(rest / 3_600_000), 2),
    pad(Math.floor(rest / 60_000) % 60, 2),
    pad(Math.floor(rest / 1000) % 60, 2),
  ].join(":");
  const years =
    year < 0 || year > 9999 ? `${year < 0 ? "-" : "+"}${pad(Math.abs(year), 4)}` : pad(year, 4);
  return `${years}-${pad(month, 2)}-${pad(day, 2)}T${time}.${pad(Math.floor(rest % 1000), 3)}Z`;
}

interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function isDate({ year, month, day }: CivilDate): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && leap ? 29 : (monthDays[month - 1] ?? 0));
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar; years begin in March here. */
function daysFromCivil({ year, month, day }: CivilDate): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * ERA_DAYS + dayOfEra - EPOCH_DAYS;
}

function civilFromDays(days: number): CivilDate {
  const shifted = days + EPOCH_DAYS;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthOfYear = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthOfYear < 10 ? monthOfYear + 3 : monthOfYear - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthOfYear + 2) / 5) + 1,
  };
}

/** Seconds east of Greenwich: at most 18 hours, as java.time's ZoneOffset. */
function parseOffset(text: string): number | undefined {
  if (text === "Z" || text === "z") return 0;
  const sign = text.startsWith("-") ? -1 : 1;
  const [hours = 0, minutes = 0, seconds = 0] = text.slice(1).split(":").map(Number);
  if (minutes > 59 || seconds > 59) return undefined;
  const total = hours * 3600 + minutes * 60 + seconds;
  return total > 18 * 3600 ? undefined : sign * total;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

const LENGTH_MAX = 64;
const DAY_SECONDS = 86_400;
const DAY_MS = 86_400_000;
const ERA_DAYS = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_DAYS = 719_468;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Seconds may be left out, and the parser is not case sensitive: so it is in java.time. */
const pattern =
  /^([+-]\d{5,9}|-?\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{0,9}))?)?([Zz]|[+-]\d\d:\d\d(?::\d\d)?)$/;
