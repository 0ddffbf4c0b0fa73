import { locale } from './i18n.js';

const { zone: ZONE, currency: CURRENCY } = document.documentElement.dataset;
const made = new Map();

/** Formatters are dear to make. */
function intl(Kind, options) {
  const key = `${Kind.name} ${locale()} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, new Kind(locale(), options));
  return made.get(key);
}

const numberFormat = (options) => intl(Intl.NumberFormat, options);
const dateFormat = (options, timeZone = ZONE) => intl(Intl.DateTimeFormat, { timeZone, ...options });

/** PostgreSQL may hold what is no number; it is shown as it comes. */
const shown = (value, format) => (value === null || value === undefined ? '–' : typeof value === 'number' ? format.format(value) : String(value));

export const number = (value) => shown(value, numberFormat({ maximumFractionDigits: 1 }));
export const money = (value) => shown(value, numberFormat({ style: 'currency', currency: CURRENCY }));
export const roundMoney = (value) => shown(value, numberFormat({ style: 'currency', currency: CURRENCY, maximumFractionDigits: 0 }));
export const shortMoney = (value) => shown(value, numberFormat({ style: 'currency', currency: CURRENCY, notation: 'compact', maximumFractionDigits: 1 }));
export const percent = (ratio) => shown(ratio, numberFormat({ style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }));

/** A moment, where the business is. */
export function moment(iso) {
  const date = new Date(iso);
  return iso === null || iso === undefined ? '–' : Number.isNaN(date.getTime()) ? String(iso)
    : dateFormat({ dateStyle: 'short', timeStyle: 'short' }).format(date);
}

export function momentWithSeconds(iso) {
  return dateFormat({ dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso));
}

// Days are texts, "2026-11-23", and reckoned with in UTC, which has no daylight saving.
const utc = (day) => new Date(`${day}T00:00:00Z`);
export const day = (text) => dateFormat({ dateStyle: 'medium' }, 'UTC').format(utc(text));
export const shortDay = (text) => dateFormat({ day: 'numeric', month: 'short' }, 'UTC').format(utc(text));
export const month = (text) => dateFormat({ month: 'long', year: 'numeric' }, 'UTC').format(utc(`${text}-01`));
export const plusDays = (text, n) => new Date(utc(text).getTime() + n * 86_400_000).toISOString().slice(0, -14);
/** Whether it is one, of the years 1 to 9999: "2026-02-30" would be taken for one in March. */
export const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && text >= '0001' && !Number.isNaN(utc(text).getTime()) && plusDays(text, 0) === text;
export const daysBetween = (from, to) => Math.round((utc(to) - utc(from)) / 86_400_000);

/** The day that it is now, where the business is. */
export const today = () => localParts(new Date()).slice(0, 10);

/** What a clock there shows: "2026-11-23T10:15:30". */
export function localParts(date) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-CA', {
    timeZone: ZONE, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit',
    hour: '2-digit', minute: '2-digit', second: '2-digit',
  }).formatToParts(date).map(({ type, value }) => [type, value]));
  return `${parts.year.padStart(4, '0')}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}`;
}

/** When a clock there shows this; twice, since the first guess may be on the other side of a change of the clock. */
export function instantOf(local) {
  const wanted = new Date(`${local}Z`).getTime();
  let guess = wanted;
  for (let i = 0; i < 2; i++) guess += wanted - new Date(`${localParts(new Date(guess))}Z`).getTime();
  return new Date(guess);
}

export const startOfDay = (text) => instantOf(`${text}T00:00:00`).toISOString();
export const endOfDay = (text) => new Date(instantOf(`${text}T23:59:59`).getTime() + 999).toISOString();

const unit = (name, digits = 1) => numberFormat({ style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits });
export const seconds = (value) => shown(value, unit('second'));
/** Of milliseconds. */
export const duration = (ms) => (typeof ms === 'number' && ms >= 1000 ? seconds(ms / 1000) : shown(ms, unit('millisecond')));
export const bytes = (value) => (value >= 1e9 ? shown(value / 1e9, unit('gigabyte')) : shown(value / 1e6, unit('megabyte')));

/** How long before another moment. */
export function ago(iso, now) {
  const passed = Math.max(0, Math.round((new Date(now) - new Date(iso)) / 1000));
  const relative = intl(Intl.RelativeTimeFormat, { numeric: 'always', style: 'short' });
  return passed < 120 ? relative.format(-passed, 'second') : passed < 7200 ? relative.format(-Math.round(passed / 60), 'minute')
    : relative.format(-Math.round(passed / 3600), 'hour');
}
