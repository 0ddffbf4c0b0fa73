import { get, Problem } from './api.js';
import { Plot } from './charts.js';
import { h } from './dom.js';
import { day, momentWithSeconds, month, plusDays, shortDay, today } from './format.js';
import { t } from './i18n.js';
import { follow, tell } from './live.js';
import { FIELD, PRESETS, before, buckets, drawable, following, grain, period, preset } from './periods.js';
import { toAddress } from './query.js';
import { Tiles } from './tiles.js';

const MOST = 8;
/** What the page asks again while sales are made takes at most a quarter of the time, and is asked once a second at most. */
const PAUSE = 1000;
const SHARE = 3;
/** Indicators are counted a moment behind the sales: after a change they are looked at again, each time later, up to here. */
const LONGEST = 32_000;

const figure = (name) => (row) => row.figures?.[name] ?? 0;
const amount = (name) => (row) => row.figures?.[name].montant ?? 0;

/** How sales are going: figures and plots of some days, which move as sales are made. */
export function indicators(main, parameters, signal) {
  const span = h('p', { class: 'count' });
  const fault = h('div', { class: 'problem', role: 'alert', hidden: true });
  const bar = h('div', { class: 'periods', role: 'group', 'aria-label': t('period.label') });
  const tiles = new Tiles();
  const revenue = new Plot('line', [
    { name: 'chart.now', colour: 'accent', value: figure('chiffre_affaires') },
    { name: 'chart.before', colour: 'soft', value: (row) => row.before },
  ], 'revenue', true);
  const products = new Plot('bars', [{ name: 'tile.chiffre_affaires', colour: 'accent', value: figure('chiffre_affaires') }], 'products');
  const countries = new Plot('bars', [{ name: 'tile.chiffre_affaires', colour: 'second', value: figure('chiffre_affaires') }], 'countries');
  const returns = new Plot('stack', [
    { name: 'chart.sold', colour: 'accent', value: amount('ventes') },
    { name: 'chart.returned', colour: 'bad', value: amount('retours') },
  ], 'returns', true);
  const plots = [revenue, products, countries, returns];
  // Not there before there is something to draw: an empty heading or picture says nothing to those who are read to.
  const drawn = h('div', { hidden: true },
    h('p', { class: 'hint' }, t('chart.hint')), h('div', { class: 'plots' }, plots.map((plot) => plot.element)));
  main.append(h('div', { class: 'title' }, h('h1', {}, t('title.indicateurs')), bar), span, fault, tiles.element, drawn);
  signal.addEventListener('abort', () => plots.forEach((plot) => plot.end()));

  let loading = false;
  let wanted = true;
  let timer = null;
  let slow = null;
  let soonest = 0;
  let later = LONGEST;

  /** Reads anew, one reading at a time: what is asked for meanwhile is read afterwards. */
  async function load() {
    wanted = true;
    if (loading) return;
    loading = true;
    while (wanted && !signal.aborted) {
      wanted = false;
      const began = performance.now();
      try {
        await readOnce();
      } finally {
        loading = false;
        soonest = performance.now() + Math.max(PAUSE, SHARE * (performance.now() - began));
      }
      loading = wanted;
    }
  }

  async function readOnce() {
    try {
      const asked = parameters;
      const found = await read(asked, signal);
      if (signal.aborted || asked !== parameters) return;
      fault.hidden = true;
      show(found);
      if (later < LONGEST) {
        later *= 2;
        look(later);
      }
    } catch (problem) {
      if (signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      fault.hidden = false;
      fault.replaceChildren(h('p', {}, problem.text), h('button', { type: 'button', onclick: load }, t('again')));
      // What was sold meanwhile is not told twice.
      if ([0, 429, 503].includes(problem.status)) look(2 * PAUSE);
    }
  }

  /** Something was sold. */
  function again() {
    later = PAUSE / 2;
    clearTimeout(slow);
    slow = null;
    timer ??= setTimeout(() => {
      timer = null;
      if (signal.aborted) return;
      if (loading) again();
      else load();
    }, Math.max(loading ? PAUSE : 0, soonest - performance.now()));
  }

  function look(pause) {
    clearTimeout(slow);
    slow = setTimeout(() => { if (!signal.aborted) load(); }, pause);
  }

  function show({ chosen, days, inPlots, by, now, then, series, seriesThen, byProduct, byCountry, months, asOf }) {
    showBar(bar, chosen, days);
    span.textContent = (days === null ? t('period.none') : t('period.span', { from: day(days.from), to: day(days.to) }))
      + (days?.from === inPlots?.from ? '' : ` · ${t('period.drawn', { from: day(inPlots.from) })}`)
      + (asOf ? ` · ${t('period.asof', { when: momentWithSeconds(asOf) })}` : '');
    tiles.show(now, then, months);
    drawn.hidden = days === null;
    if (days === null) return;
    const name = by === 'mois' ? (bucket) => month(bucket.name) : (bucket) => shortDay(bucket.from);
    const rows = buckets(inPlots, by).map((bucket) => ({
      label: name(bucket), figures: series.get(bucket.name), before: null,
      href: toAddress('ventes', { date_min: bucket.from, date_max: bucket.to }),
    }));
    if (seriesThen) {
      buckets(before(inPlots), by).slice(0, rows.length).forEach((bucket, i) => {
        rows[i].before = seriesThen.get(bucket.name)?.chiffre_affaires ?? 0;
      });
    }
    revenue.show(t(`chart.revenue.${by}`), rows);
    returns.show(t('chart.returns'), rows);
    const ranked = (found, field) => found.map((one) => ({
      label: one[field] ?? t('chart.nameless'), figures: one,
      href: one[field] === null ? null : toAddress('ventes', { [field]: one[field], ...(chosen === 'tout' ? {} : { date_min: days.from, date_max: days.to }) }),
    }));
    products.show(t('chart.products'), ranked(byProduct, 'produit'));
    countries.show(t('chart.countries'), ranked(byCountry, 'pays'));
  }

  tell('wait');
  follow('', { change: again, reset: again }, signal);
  load();
  return {
    update(other) {
      parameters = other;
      load();
    },
  };
}

/** All that is shown of the days that the address names, or, where it names none, of the last 30, if there were sales. */
async function read(parameters, signal) {
  const ask = async (path, days, more = {}) => (await answer(path, days, more)).data;
  const answer = (path, days, more) => {
    const query = new URLSearchParams({ ...(days ? { date_min: days.from, date_max: days.to } : {}), ...more });
    return get(`/kpis${path}${query.size ? `?${query}` : ''}`, { signal });
  };
  let { chosen, wanted } = period(parameters);
  if (wanted === undefined) {
    const recent = await ask('', preset('30j'));
    if (recent.ventes.nombre + recent.retours.nombre === 0) chosen = 'tout';
    wanted = preset(chosen);
  }
  let days = wanted;
  if (days === null) {
    const all = await ask('/mois', null, { limit: 1000 });
    const last = all.length > 0 ? plusDays(following(`${all.at(-1).mois}-01`, 'mois'), -1) : null;
    days = last && { from: `${all[0].mois}-01`, to: last > today() && all[0].mois <= today().slice(0, 7) ? today() : last };
  }
  const inPlots = days && drawable(days);
  const by = inPlots && grain(inPlots);
  const then = wanted && before(wanted);
  const thenInPlots = wanted && before(inPlots);
  const named = (rows) => new Map(rows.map((row) => [row[FIELD[by]], row]));
  const [now, past, series, seriesThen, byProduct, byCountry, months] = await Promise.all([
    answer('', wanted, {}), then && ask('', then),
    days ? ask(`/${by}`, inPlots, { limit: 1000 }) : [], thenInPlots && ask(`/${by}`, thenInPlots, { limit: 1000 }),
    ask('/produits', wanted, { limit: MOST }), ask('/pays', wanted, { limit: MOST }),
    ask('/mois', days && { from: '0001-01-01', to: days.to }, { sort: '-mois', limit: 1 })]);
  return {
    chosen, days, inPlots, by, now: now.data, then: past, series: named(series), seriesThen: seriesThen && named(seriesThen),
    byProduct, byCountry, months, asOf: now.headers.get('X-Data-As-Of'),
  };
}

function showBar(bar, chosen, days) {
  if (bar.dataset.chosen === chosen && bar.contains(document.activeElement)) return;
  bar.dataset.chosen = chosen;
  const date = (label, value) => h('input', { type: 'date', required: true, 'aria-label': label, value });
  const from = date(t('period.from'), days?.from ?? '');
  const to = date(t('period.to'), days?.to ?? '');
  bar.replaceChildren(
    ...PRESETS.map((name) => h('a', {
      class: 'button', href: `#/indicateurs?periode=${name}`, 'aria-current': name === chosen && 'true', 'data-period': name,
    }, t(`period.${name}`))),
    h('form', { class: 'own', onsubmit: (event) => {
      event.preventDefault();
      location.hash = `#/indicateurs?du=${from.value}&au=${to.value}`;
    } }, from, h('span', { 'aria-hidden': 'true' }, t('period.to')), to,
    h('button', { type: 'submit', class: chosen === 'own' && 'chosen' }, t('period.apply'))));
}
