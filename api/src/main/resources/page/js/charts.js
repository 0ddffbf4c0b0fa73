/* global Chart */
import { h } from './dom.js';
import { money, number, shortMoney } from './format.js';
import { t } from './i18n.js';

/** A colour of the style sheet, as the canvas needs it. */
function colour(name) {
  const probe = document.body.appendChild(h('i', { class: `ink-${name}`, hidden: true }));
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

const faint = (rgb, opacity) => `rgba(${rgb.match(/[\d.]+/g).slice(0, 3).join(', ')}, ${opacity})`;

/**
 * A plot in a card, with its values as a table, of which each row is a link to the sales in question.
 *
 * @param kind `line`, `bars` (lying) or `stack`
 * @param series `[{name, colour, value: (row) => number}]`
 */
export class Plot {
  #chart = null;
  #kind;
  #series;
  #rows = [];
  #canvas = h('canvas', { role: 'img' });
  #heading = h('h2');
  #table = h('tbody');
  #what;

  constructor(kind, series, what, wide = false) {
    this.#kind = kind;
    this.#series = series;
    this.#what = what;
    this.element = h('section', { class: `card plot${wide ? ' wide' : ''}`, 'data-plot': what },
      this.#heading,
      h('div', { class: `canvas ${kind}` }, this.#canvas),
      h('details', {}, h('summary', {}, t('chart.table')),
        h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('chart.table') }, h('table', {},
          h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t(what === 'products' ? 'column.produit' : what === 'countries' ? 'column.pays' : 'chart.when')),
            series.map(({ name }) => h('th', { scope: 'col', class: 'number' }, t(name))))),
          this.#table))));
  }

  /** @param rows each with a `label`, the `href` of its sales, and what the series take from it */
  show(title, rows) {
    this.#rows = rows;
    this.#heading.textContent = title;
    const top = Math.max(...rows.map(this.#series[0].value), 0);
    this.#canvas.setAttribute('aria-label', t('chart.described', { title, n: number(rows.length), top: money(top) }));
    this.#table.replaceChildren(...rows.map((row) => h('tr', {},
      h('th', { scope: 'row' }, row.href ? h('a', { href: row.href }, row.label) : row.label),
      this.#series.map(({ value }) => h('td', { class: 'number' }, value(row) === null ? '–' : money(value(row)))))));
    this.#element(rows);
    this.#chart.update();
  }

  end() {
    this.#chart?.destroy();
  }

  #element(rows) {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    this.#chart ??= new Chart(this.#canvas, this.#config());
    this.#chart.data.labels = rows.map((row) => row.label);
    this.#series.forEach(({ value }, i) => { this.#chart.data.datasets[i].data = rows.map(value); });
    this.#chart.data.datasets.forEach((set) => { set.pointRadius = rows.length > 40 || set.order > 0 ? 0 : 3; });
  }

  #config() {
    const line = colour('line');
    const text = colour('soft');
    const lying = this.#kind === 'bars';
    const scale = (isValue, stacked) => ({
      stacked, border: { display: false },
      grid: { color: line, display: isValue },
      ticks: { color: text, maxRotation: 0, autoSkipPadding: 16, ...(isValue ? { maxTicksLimit: 6, callback: (value) => shortMoney(value) } : {}),
        ...(lying && !isValue ? { autoSkip: false, callback: (i) => shorten(this.#rows[i]?.label ?? '', this.#canvas.clientWidth < 480 ? 14 : 22) } : {}) },
    });
    const stacked = this.#kind === 'stack';
    return {
      type: this.#kind === 'line' ? 'line' : 'bar',
      data: { labels: [], datasets: this.#series.map((one, i) => this.#set(one, i)) },
      options: {
        responsive: true, maintainAspectRatio: false, indexAxis: lying ? 'y' : 'x',
        animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? false : { duration: 250 },
        interaction: { mode: 'index', intersect: false, axis: lying ? 'y' : 'x' },
        scales: { x: scale(lying, stacked), y: scale(!lying, stacked) },
        plugins: {
          legend: { display: this.#series.length > 1, position: 'bottom', labels: { color: text, boxWidth: 12, boxHeight: 12 } },
          tooltip: { callbacks: { title: (items) => this.#rows[items[0].dataIndex].label, label: (item) => ` ${item.dataset.label} : ${money(item.raw)}` } },
        },
        onClick: (event, items) => {
          const href = items.length && this.#rows[items[0].index].href;
          if (href) location.hash = href;
        },
        onHover: (event, items) => { event.native.target.classList.toggle('pointing', items.length > 0 && Boolean(this.#rows[items[0].index]?.href)); },
      },
    };
  }

  #set({ name, colour: ink }, i) {
    const rgb = colour(ink);
    const isLine = this.#kind === 'line';
    return {
      label: t(name), data: [], order: i, borderColor: rgb, spanGaps: true,
      backgroundColor: isLine ? faint(rgb, i === 0 ? 0.12 : 0.06) : faint(rgb, 0.85),
      borderWidth: isLine ? (i === 0 ? 2 : 1.5) : 0, borderDash: isLine && i > 0 ? [4, 4] : [],
      pointBackgroundColor: rgb, pointHitRadius: 8, tension: 0, fill: isLine && i === 0, borderRadius: 2, maxBarThickness: 22,
    };
  }
}

const shorten = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
