import { get, Problem } from './api.js';
import { h } from './dom.js';
import { duration, momentWithSeconds, number, seconds } from './format.js';
import { t } from './i18n.js';

const STAGES = ['commit_to_log', 'log_to_publish', 'publish_to_apply', 'apply_to_readable', 'total'];
const PERCENTILES = ['p50_ms', 'p95_ms', 'p99_ms'];
/** Its figures are of minutes. */
const EVERY = 5000;

/** Where the time goes from a commit until the sale can be read, and how late each collection is. */
export class Freshness {
  #last = 0;
  #note = h('p', { class: 'hint' });
  #stages = h('tbody');
  #collections = h('tbody');
  element;

  constructor() {
    const head = (first) => h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, first),
      ['p50', 'p95', 'p99'].map((name) => h('th', { scope: 'col', class: 'number' }, name)), h('th', { scope: 'col' }, h('span', { class: 'sr' }, t('stages.share')))));
    this.element = h('section', { class: 'card wide', 'data-part': 'stages', hidden: true },
      h('h2', {}, t('stages.title')), this.#note,
      h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('stages.title') },
        h('table', {}, head(t('stages.stage')), this.#stages)),
      h('details', {}, h('summary', {}, t('collections.title')), h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('collections.title') }, h('table', {},
        h('thead', {}, h('tr', {}, ['name', 'behind', 'asof', 'p95'].map((name) => h('th', { scope: 'col' }, t(`collections.${name}`))))),
        this.#collections))));
  }

  /** At times; what cannot be told is not shown. */
  async load(signal) {
    if (performance.now() - this.#last < EVERY && this.#last > 0) return;
    this.#last = performance.now();
    try {
      this.#show((await get('/refresh', { signal })).data);
      this.element.hidden = false;
    } catch (problem) {
      if (!signal.aborted && !(problem instanceof Problem)) throw problem;
      this.element.hidden = true;
    }
  }

  #show({ window_seconds: span, collections, stages }) {
    this.#note.textContent = t('stages.note', {
      minutes: number(span / 60), postgres: number(stages.postgres.samples), api: number(stages.api.samples) });
    const slowest = Math.max(1, ...['postgres', 'api'].map((source) => stages[source].total.p95_ms ?? 0));
    this.#stages.replaceChildren(...['postgres', 'api'].flatMap((source) => STAGES.map((name) => {
      const figures = stages[source][name];
      const bar = h('span', { class: 'bar' });
      bar.style.width = `${Math.min(100, (100 * (figures.p95_ms ?? 0)) / slowest)}%`;
      return h('tr', { class: name === 'total' ? 'in-all' : null },
        h('th', { scope: 'row' }, t(`stages.${name}`), name === 'total' ? ` · ${t(`source.${source}`)}` : ''),
        PERCENTILES.map((one) => h('td', { class: 'number' }, duration(figures[one]))), h('td', { class: 'share' }, bar));
    })));
    this.#collections.replaceChildren(...collections.map((one) => h('tr', {},
      h('th', { scope: 'row' }, one.collection), h('td', {}, seconds(one.behind_seconds)),
      h('td', {}, one.as_of ? momentWithSeconds(one.as_of) : '–'),
      h('td', {}, ['postgres', 'api'].map((source) => one.commit_to_readable[source]?.p95_ms).filter((ms) => ms !== undefined).map(duration).join(' / ') || '–'))));
  }
}
