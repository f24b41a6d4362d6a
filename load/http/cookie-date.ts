/** The date of a cookie's Expires attribute (RFC 6265, 5.1.1), which is read leniently. */

const DELIMITERS = /[\t -/;-@[-`{-~]+/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?!\d)/;
const DAY = /^(\d{1,2})(?!\d)/;
const MONTH = /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;
const YEAR = /^(\d{2,4})(?!\d)/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Milliseconds since 1970; null = no date can be read. */
export function cookieDateMs(text: string): number | null {
  // The first token of each form counts, and each token for one form.
  const tokens = text.split(DELIMITERS);
  const take = (form: RegExp): RegExpExecArray | null => {
    const at = tokens.findIndex((token) => form.test(token));
    return at < 0 ? null : form.exec(tokens.splice(at, 1)[0]!);
  };
  const [time, day, month, year] = [take(TIME), take(DAY), take(MONTH), take(YEAR)];
  if (!time || !day || !month || !year) return null;
  return dateMs(
    fullYear(Number(year[1])),
    MONTHS.indexOf(month[1]!.toLowerCase()),
    Number(day[1]),
    time.slice(1).map(Number),
  );
}

function dateMs(
  year: number,
  month: number,
  day: number,
  [hours = 0, minutes = 0, seconds = 0]: number[],
): number | null {
  if (year < 1601 || hours > 23 || minutes > 59 || seconds > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(hours, minutes, seconds);
  // The 31st of February is no date.
  return date.getUTCDate() === day ? date.getTime() : null;
}

const fullYear = (year: number): number => (year > 99 ? year : year < 70 ? year + 2000 : year + 1900);
