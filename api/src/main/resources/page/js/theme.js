// Runs before the page is painted: what was chosen here last, or what the system wants.
(() => {
  let chosen = null;
  try { chosen = localStorage.getItem('ventes.theme'); } catch { /* Not every browser lets pages keep things. */ }
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
})();
