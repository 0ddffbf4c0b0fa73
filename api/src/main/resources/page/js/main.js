import { changeAccess } from './access.js';
import { indicators } from './indicators.js';
import { language, speak, t, translatePage } from './i18n.js';
import { pipeline } from './pipeline.js';
import { sales } from './sales.js';

/** Each view fills an element from the address, and ends when it is told to. */
const VIEWS = { ventes: sales, indicateurs: indicators, pipeline };

let running = null;
let shown = null;
let view = null;

/** The view and its parameters, as the address has them: `#/ventes?pays=France`. */
function address() {
  const [, name, query] = /^#\/(\w+)(?:\?(.*))?$/.exec(location.hash) ?? [];
  return { name: name in VIEWS ? name : 'ventes', parameters: new URLSearchParams(query ?? '') };
}

/** @param anew whether the view is to be made again, also if it is the same */
function show(anew = true) {
  const { name, parameters } = address();
  if (!anew && name === shown && view?.update) {
    view.update(parameters);
    return;
  }
  running?.abort();
  running = new AbortController();
  const main = document.getElementById('main');
  for (const link of document.querySelectorAll('nav a')) {
    if (link.dataset.view === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${t(`title.${name}`)} · Ventes`;
  main.replaceChildren();
  main.dataset.view = name;
  view = VIEWS[name](main, parameters, running.signal);
  // Who goes to another view goes on reading there.
  if (shown !== null && shown !== name) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  shown = name;
}

function chooseTheme(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try { localStorage.setItem('ventes.theme', theme); } catch { /* Then for this visit only. */ }
  show();
}

const theme = document.getElementById('theme');
theme.value = document.documentElement.dataset.theme ?? 'auto';
theme.addEventListener('change', () => chooseTheme(theme.value));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => show());

const lang = document.getElementById('lang');
lang.value = language();
lang.addEventListener('change', () => {
  speak(lang.value);
  show();
});

document.getElementById('access').addEventListener('click', changeAccess);
addEventListener('hashchange', () => show(false));
// With another key another view may be allowed.
addEventListener('access', () => show());
// A link to #main would take the view's place in the address.
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('main').focus();
});
translatePage();
show();
