import { daysBetween, isDay, plusDays, today } from './format.js';

export const PRESETS = ['7j', '30j', 'mois', 'annee', 'tout'];

const YEARS = 20;

/** What the address asks for, and its days: null for all, undefined where it says nothing, or names days that are none. */
export function period(parameters) {
  const [from, to] = [parameters.get('du'), parameters.get('au')];
  if (isDay(from) && isDay(to)) return { chosen: 'own', wanted: { from: from < to ? from : to, to: from < to ? to : from } };
  const chosen = parameters.get('periode');
  return chosen === null ? { chosen: '30j', wanted: undefined } : { chosen, wanted: preset(chosen) };
}

export function preset(name) {
  const to = today();
  switch (name) {
    case '7j': return { from: plusDays(to, -6), to };
    case 'mois': return { from: `${to.slice(0, 7)}-01`, to };
    case 'annee': return { from: `${to.slice(0, 4)}-01-01`, to };
    case 'tout': return null;
    default: return { from: plusDays(to, -29), to };
  }
}

/** As many days, right before; null where there are not as many. */
export function before({ from, to }) {
  const days = daysBetween(from, to) + 1;
  const first = plusDays(from, -days);
  return isDay(first) ? { from: first, to: plusDays(to, -days) } : null;
}

/** What is drawn of these days, the last 20 years: one sale with a mistyped date, in the year 1, would make 24,000 points. */
export function drawable({ from, to }) {
  const year = String(Math.max(1, to.slice(0, 4) - YEARS + 1)).padStart(4, '0');
  return { from: from < year ? `${year}-01-01` : from, to };
}

/** By what a plot of so many days is divided, so that it can be read. */
export function grain({ from, to }) {
  const days = daysBetween(from, to) + 1;
  return days <= 92 ? 'jours' : days <= 731 ? 'semaines' : 'mois';
}

/** The API's field with the name of the bucket. */
export const FIELD = { jours: 'jour', semaines: 'semaine', mois: 'mois' };

/** All buckets of a span, also those without sales: the API's name of each, its first and its last day. */
export function buckets({ from, to }, by) {
  const found = [];
  for (let day = start(from, by); ;) {
    const next = following(day, by);
    const last = plusDays(next, -1);
    const isLast = !(daysBetween(last, to) > 0);
    found.push({ name: name(day, by), from: day < from ? from : day, to: isLast ? to : last });
    // As a text, a day of the year 10000 would come before.
    if (isLast) break;
    day = next;
  }
  return found;
}

function start(day, by) {
  if (by === 'mois') return `${day.slice(0, 7)}-01`;
  return by === 'semaines' ? plusDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7)) : day;
}

export function following(day, by) {
  if (by === 'mois') return `${plusDays(day, 31).slice(0, -3)}-01`;
  return plusDays(day, by === 'semaines' ? 7 : 1);
}

/** A week is called as ISO 8601 does: it belongs to the year of its Thursday. */
function name(day, by) {
  if (by === 'jours') return day;
  if (by === 'mois') return day.slice(0, 7);
  const thursday = plusDays(day, 3);
  const year = thursday.slice(0, 4);
  return `${year}-W${String(Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1).padStart(2, '0')}`;
}
