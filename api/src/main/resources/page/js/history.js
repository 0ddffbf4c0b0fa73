import { get, links, Problem } from './api.js';
import { dialog, h, toast } from './dom.js';
import { momentWithSeconds } from './format.js';
import { known, t } from './i18n.js';
import { shown } from './sale.js';

/** What a sale was, and who changed it, in a dialog. */
export async function history(id) {
  const list = h('ol', { class: 'history' });
  const more = h('button', { type: 'button', hidden: true }, t('history.more'));
  let next = `/ventes/${id}/history?limit=50`;
  let last = null;

  /** What a version changed is seen when the one before it, which comes after it here, is known. */
  async function load() {
    const { data, headers } = await get(next);
    for (const version of data) {
      last?.show(version.vente);
      last = entry(version);
      list.append(last.element);
    }
    next = links(headers).next;
    more.hidden = !next;
    if (!next) last?.show(null);
  }

  try {
    await load();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    toast(problem.text, 'bad');
    return;
  }
  more.addEventListener('click', () => load().catch((problem) => toast(problem.text ?? String(problem), 'bad')));
  const close = h('button', { type: 'button', class: 'primary', onclick: () => box.close() }, t('close'));
  const box = dialog(t('history.title', { id }), h('div', {}, list, h('div', { class: 'actions' }, close, more)), { wide: true });
  close.focus();
}

function entry(version) {
  const changes = h('ul', {});
  const by = version.by ?? t(`source.${version.source}`);
  const element = h('li', { 'data-op': version.op },
    h('p', {}, h('b', {}, t(`op.${version.op}`)), ` ${t('history.by', { when: momentWithSeconds(version.at), by })}`), changes);
  return { element, show(before) {
    if (version.vente === null) return;
    const names = Object.keys({ ...(before ?? {}), ...version.vente }).filter((name) => name !== 'id'
      && JSON.stringify(before?.[name] ?? null) !== JSON.stringify(version.vente[name] ?? null));
    const label = (name) => (known(`column.${name}`) ? t(`column.${name}`) : name);
    const text = (name, value) => (typeof value === 'object' && value !== null ? JSON.stringify(value)
      : shown(name === 'montant_total' ? 'prix_unitaire' : name, value));
    changes.append(...names.map((name) => h('li', {}, h('span', { class: 'label' }, label(name)), ' ',
      before && [h('del', {}, text(name, before[name])), ' → '], h('ins', {}, text(name, version.vente[name])))));
  } };
}
