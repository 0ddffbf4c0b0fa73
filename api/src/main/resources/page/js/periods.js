import { daysBetween, plusDays, today } from './format.js';

export const PRESETS = ['7j', '30j', 'mois', 'annee', 'tout'];

/** The days that the address asks for; null for all, undefined where it says nothing. */
export function period(parameters) {
  const [from, to] = [parameters.get('du'), parameters.get('au')];
  if (from && to) return { from: from < to ? from : to, to: from < to ? to : from };
  return parameters.has('periode') ? preset(parameters.get('periode')) : undefined;
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

/** As many days, right before. */
export function before({ from, to }) {
  const days = daysBetween(from, to) + 1;
  return { from: plusDays(from, -days), to: plusDays(to, -days) };
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
  for (let day = start(from, by); day <= to;) {
    const next = following(day, by);
    const last = plusDays(next, -1);
    found.push({ name: name(day, by), from: day < from ? from : day, to: last > to ? to : last });
    day = next;
  }
  return found;
}

function start(day, by) {
  if (by === 'mois') return `${day.slice(0, 7)}-01`;
  return by === 'semaines' ? plusDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7)) : day;
}

function following(day, by) {
  if (by === 'mois') return `${plusDays(day, 31).slice(0, 7)}-01`;
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
