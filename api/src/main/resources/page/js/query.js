import { endOfDay, isDay, startOfDay } from './format.js';

// What `GET /ventes` takes together; another combination is refused by it, and not offered here.
export const CRITERIA = ['q', 'produit', 'client', 'pays', 'source'];
export const RANGES = { date: 'date_vente', montant: 'montant_total', quantite: 'quantite' };
export const PAGE = 50;

export const criterion = (parameters) => CRITERIA.find((name) => parameters.has(name)) ?? null;
export const range = (parameters) =>
  Object.keys(RANGES).find((name) => parameters.has(`${name}_min`) || parameters.has(`${name}_max`)) ?? null;

/** The columns by which these sales can be sorted. */
export function sorts(parameters) {
  const ranged = range(parameters);
  const by = criterion(parameters);
  if (by !== null) return by === 'produit' && ranged === null ? ['date_vente', 'id'] : ['date_vente'];
  return ranged === null ? ['date_vente', 'montant_total', 'quantite', 'produit', 'id'] : [RANGES[ranged]];
}

/** What the list is sorted by: the column, and whether it descends. */
export function sorting(parameters) {
  const said = parameters.get('sort');
  if (said) return { column: said.replace(/^-/, ''), descending: said.startsWith('-') };
  return { column: RANGES[range(parameters)] ?? 'date_vente', descending: true };
}

/** The address's filter as the API takes it: a day is one where the business is. */
export function filter(parameters) {
  const query = new URLSearchParams();
  for (const name of CRITERIA) if (parameters.has(name)) query.set(name, parameters.get(name));
  for (const name of Object.keys(RANGES)) {
    for (const end of ['min', 'max']) {
      const value = parameters.get(`${name}_${end}`);
      if (value === null) continue;
      query.set(`${name}_${end}`, name !== 'date' || !isDay(value) ? value : end === 'min' ? startOfDay(value) : endOfDay(value));
    }
  }
  return query;
}

/** The list that the address names. */
export function list(parameters) {
  const query = filter(parameters);
  if (parameters.has('sort')) query.set('sort', parameters.get('sort'));
  query.set('limit', PAGE);
  query.set('count', 'estimated');
  return `/ventes?${query}`;
}

/** Whether one sale comes before another; what has no value comes last in either direction, as in the API. */
export function comparing({ column, descending }) {
  const sign = descending ? -1 : 1;
  const value = (sale) => (column === 'date_vente' ? new Date(sale.date_vente ?? NaN).getTime() : sale[column]);
  const missing = (one) => one === null || one === undefined || Number.isNaN(one);
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    if (missing(x) || missing(y)) {
      return missing(x) === missing(y) ? sign * (a.id - b.id) : missing(x) ? 1 : -1;
    }
    return sign * (x < y ? -1 : x > y ? 1 : a.id - b.id);
  };
}

/** Where a view is: `toAddress('ventes', {pays: 'France'})`. */
export function toAddress(view, parameters) {
  const query = new URLSearchParams(parameters);
  return `#/${view}${query.size ? `?${query}` : ''}`;
}
