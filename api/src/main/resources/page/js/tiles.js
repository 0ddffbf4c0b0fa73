import { flash, h } from './dom.js';
import { money, month, number, percent, roundMoney } from './format.js';
import { known, t } from './i18n.js';

/** The figures at a glance. */
export class Tiles {
  #values = new Map();
  element = h('dl', { class: 'tiles' });

  show(now, then, months) {
    const versus = (value, past) => (past ? t('tile.versus', { change: percent((value - past) / Math.abs(past)) }) : '');
    const odd = Object.values(now.anomalies).reduce((sum, n) => sum + n, 0);
    this.#put('chiffre_affaires', roundMoney(now.chiffre_affaires), versus(now.chiffre_affaires, then?.chiffre_affaires));
    this.#put('nombre', number(now.ventes.nombre), versus(now.ventes.nombre, then?.ventes.nombre));
    this.#put('panier', money(now.panier_moyen), versus(now.panier_moyen, then?.panier_moyen));
    this.#put('median', money(now.montant_median), t('tile.median.hint'));
    const latest = months[0];
    this.#put('croissance', percent(latest?.croissance ?? null), latest ? t('tile.croissance.hint', { month: month(latest.mois) }) : '');
    this.#put('clients', number(now.clients_uniques), versus(now.clients_uniques, then?.clients_uniques));
    this.#put('par_client', money(now.montant_moyen_par_client), '');
    this.#put('retours', roundMoney(now.retours.montant),
      h('a', { href: '#/ventes?quantite_max=-1' }, t('tile.returns.hint', { n: now.retours.nombre, count: number(now.retours.nombre) })));
    this.#put('anomalies', number(odd), h('span', {}, t('tile.oddities.hint'), h('span', { class: 'oddities' },
      Object.entries(now.anomalies).filter(([, n]) => n > 0).map(([name, n]) =>
        h('span', {}, `${known(`oddity.${name}`) ? t(`oddity.${name}`) : name} ${number(n)}`)))));
  }

  #put(name, text, more) {
    if (!this.#values.has(name)) {
      const made = { value: h('dd', { class: 'value', 'data-tile': name }), more: h('dd', { class: 'more' }) };
      this.#values.set(name, made);
      this.element.append(h('div', { class: 'card tile' }, h('dt', {}, t(`tile.${name}`)), made.value, made.more));
    }
    const made = this.#values.get(name);
    if (made.value.textContent !== text) {
      const first = made.value.textContent === '';
      made.value.textContent = text;
      if (!first) flash(made.value);
    }
    made.more.replaceChildren(more);
  }
}
