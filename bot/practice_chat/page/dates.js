// Puts moments into words, in the reader's own time zone. Knows only ISO strings.

const LOCALE = "en-US"; // the page itself is in English
const format = (options) => new Intl.DateTimeFormat(LOCALE, options);

const CLOCK = format({ hour: "numeric", minute: "2-digit" });
const DAY = format({ weekday: "long", month: "long", day: "numeric" });
const DAY_AND_YEAR = format({ weekday: "long", month: "long", day: "numeric", year: "numeric" });
const SHORT_DAY = format({ weekday: "short", month: "short", day: "numeric" });
const SHORT_DAY_AND_YEAR = format({ weekday: "short", month: "short", day: "numeric", year: "numeric" });

const sameYear = (iso, now) => new Date(iso).getFullYear() === new Date(now).getFullYear();

export const clockTime = (iso) => CLOCK.format(new Date(iso));
export const longDay = (iso) => DAY_AND_YEAR.format(new Date(iso));

/** Day and time; with its year when that is not this year's, seen from the practice clock. */
export const shortMoment = (iso, now) =>
  `${(sameYear(iso, now) ? SHORT_DAY : SHORT_DAY_AND_YEAR).format(new Date(iso))}, ${clockTime(iso)}`;

export const weekday = (iso) => format({ weekday: "short" }).format(new Date(iso));

/** The local calendar day as a sortable key. */
export function dayKey(iso) {
  const date = new Date(iso);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** "Today", "Yesterday" or the day in full, seen from the practice clock. */
export function dayName(iso, now) {
  if (dayKey(iso) === dayKey(now)) return "Today";
  const before = new Date(now);
  before.setDate(before.getDate() - 1);
  if (dayKey(iso) === dayKey(before.toISOString())) return "Yesterday";
  return (sameYear(iso, now) ? DAY : DAY_AND_YEAR).format(new Date(iso));
}

/** Short form for the chat list: the time today, the date before. */
export function listTime(iso, now) {
  return dayKey(iso) === dayKey(now)
    ? clockTime(iso)
    : format({ month: "short", day: "numeric" }).format(new Date(iso));
}

export const zoneName = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The value that <input type="datetime-local"> wants. */
export function inputValue(iso) {
  const date = new Date(iso);
  return `${dayKey(iso)}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

const two = (number) => String(number).padStart(2, "0");
