import { flash, h } from './dom.js';
import { money, moment, number } from './format.js';
import { t } from './i18n.js';
import { comparing, sorting, sorts } from './query.js';

const COLUMNS = [
  { name: 'id', text: (sale) => String(sale.id), number: true },
  { name: 'date_vente', text: (sale) => moment(sale.date_vente) },
  { name: 'produit', text: (sale) => sale.produit ?? '–' },
  { name: 'quantite', text: (sale) => number(sale.quantite), number: true },
  { name: 'prix_unitaire', text: (sale) => money(sale.prix_unitaire), number: true },
  { name: 'montant_total', text: (sale) => money(sale.montant_total), number: true },
  { name: 'client', text: (sale) => sale.client ?? '–' },
  { name: 'pays', text: (sale) => sale.pays ?? '–' },
];

/**
 * The table of a page of sales, row by row kept as it is while its sale stays: whoever stands in it is not thrown out.
 *
 * @param on what the buttons do: `edit`, `history`, `remove`, each with a sale's id, `sort` with a column
 */
export class Rows {
  #rows = new Map();
  #body = h('tbody', { role: 'rowgroup' });
  #head = h('tr', { role: 'row' });
  #on;
  #parameters;
  #sorting;

  constructor(on) {
    this.#on = on;
    // The roles are those of a table; as a list of cards, which it is on a phone, it would lose them.
    this.element = h('table', { role: 'table', class: 'sales' },
      h('caption', { class: 'sr' }, t('sales.caption')), h('thead', { role: 'rowgroup' }, this.#head), this.#body);
  }

  /** The page as it is now: what stays on it is not made anew. */
  show(sales, parameters) {
    if (parameters !== this.#parameters) {
      this.#parameters = parameters;
      this.#sorting = sorting(parameters);
      this.#showHead(sorts(parameters));
    }
    const ids = new Set(sales.map(({ id }) => id));
    for (const id of [...this.#rows.keys()]) if (!ids.has(id)) this.remove(id);
    let at = this.#body.firstElementChild;
    for (const sale of sales) {
      const { row, show } = this.#rows.get(sale.id) ?? this.#make(sale);
      show(sale);
      if (row === at) at = at.nextElementSibling;
      else this.#body.insertBefore(row, at);
    }
  }

  get size() {
    return this.#rows.size;
  }

  /**
   * What has become of a sale.
   * @param most how many rows there may be; 0 if the sale may only be there already
   * @returns whether it is seen
   */
  put(sale, most) {
    const known = this.#rows.get(sale.id);
    if (!known && most === 0) return false;
    const before = comparing(this.#sorting);
    const others = [...this.#body.children].map((row) => this.#rows.get(row.sale)).filter((one) => one !== known);
    const at = others.find((one) => before(sale, one.sale) < 0);
    if (!known && !at && others.length >= most) return false;
    const made = known ?? this.#make(sale);
    made.show(sale);
    const stays = known && (most === 0 || made.row.contains(document.activeElement));
    if (!stays && (!known || made.row.nextElementSibling !== (at?.row ?? null))) this.#body.insertBefore(made.row, at?.row ?? null);
    flash(made.row);
    if (!known && this.#rows.size > most) this.remove(this.#body.lastElementChild.sale);
    return true;
  }

  remove(id) {
    const known = this.#rows.get(id);
    if (!known) return false;
    const next = known.row.nextElementSibling ?? known.row.previousElementSibling;
    if (known.row.contains(document.activeElement)) next?.querySelector('button')?.focus();
    known.row.remove();
    this.#rows.delete(id);
    return true;
  }

  #make(sale) {
    const cells = COLUMNS.map((column) => h('td', {
      role: 'cell', class: column.number && 'number', 'data-label': t(`column.${column.name}`), 'data-column': column.name,
    }));
    const button = (what) => h('button', {
      type: 'button', class: 'quiet', 'aria-label': t(`row.${what}.of`, { id: sale.id }), onclick: () => this.#on[what](sale.id),
    }, t(`row.${what}`));
    const row = h('tr', { role: 'row', 'data-id': sale.id }, cells,
      h('td', { role: 'cell', class: 'row-actions' }, button('edit'), button('history'), button('remove')));
    row.sale = sale.id;
    const made = { row, sale, show(now) {
      made.sale = now;
      COLUMNS.forEach((column, i) => {
        const text = column.text(now);
        if (cells[i].textContent !== text) cells[i].textContent = text;
      });
      row.classList.toggle('return', now.quantite < 0);
    } };
    made.show(sale);
    this.#rows.set(sale.id, made);
    return made;
  }

  #showHead(sortable) {
    const { column: sorted, descending } = this.#sorting;
    this.#head.replaceChildren(...COLUMNS.map(({ name, number: isNumber }) => {
      const label = t(`column.${name}`);
      const arrow = name === sorted ? h('span', { class: 'arrow', 'aria-hidden': 'true' }, descending ? '▼' : '▲') : null;
      return h('th', {
        role: 'columnheader', scope: 'col', class: isNumber && 'number',
        'aria-sort': name === sorted && (descending ? 'descending' : 'ascending'),
      }, sortable.includes(name)
        ? h('button', { type: 'button', class: 'sort', 'data-sort': name, onclick: () => this.#on.sort(
          name === sorted && descending ? name : name === sorted ? `-${name}` : ['produit', 'id'].includes(name) ? name : `-${name}`) }, label, arrow)
        : h('span', { title: t('sort.impossible') }, label, arrow));
    }), h('th', { role: 'columnheader', scope: 'col', class: 'row-actions' }, h('span', { class: 'sr' }, t('column.actions'))));
  }
}
