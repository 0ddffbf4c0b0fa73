import { credentials, askForAccess } from './access.js';
import { known, t } from './i18n.js';

/** What the API says is wrong, RFC 9457, or that it says nothing. */
export class Problem extends Error {
  constructor(status, body, retryAfter = null) {
    super(body.detail ?? body.title ?? String(status));
    this.status = status;
    this.type = (body.type ?? '').replace('urn:problem-type:ventes:', '');
    this.errors = body.errors ?? [];
    this.id = body.id ?? null;
    this.retryAfter = retryAfter;
  }

  /** For people. The API's own words follow where they say more. */
  get text() {
    const kind = known(`problem.${this.type}`) ? this.type : this.status === 0 ? 'offline' : 'other';
    const own = ['rejected', 'invalid-request', 'other'].includes(kind) && !this.errors.length ? ` (${this.message})` : '';
    const wait = this.retryAfter ? ` ${t('problem.wait', { n: this.retryAfter })}` : '';
    return t(`problem.${kind}`, { status: this.status }) + own + wait;
  }

  /** Each fault with its field, in words. */
  get faults() {
    return this.errors.map(({ field, rule }) => ({ field, text: ruleText(rule) }));
  }
}

function ruleText(rule) {
  const [, name, rest] = /^(\w+)(?: (.*))?$/s.exec(rule) ?? [];
  return known(`rule.${name}`) ? t(`rule.${name}`, { value: rest ?? '' }) : rule;
}

/** Where the log is that a write which is not readable yet stands in: the next read of sales waits for it. */
let minPosition = null;

/**
 * Asks the API; where it wants to know who is there, the person is asked, and then the API again.
 * @returns {Promise<{status: number, data: any, headers: Headers}>}
 */
export async function call(method, path, { body, headers = {}, signal } = {}) {
  const position = method === 'GET' && path.startsWith('/ventes') ? minPosition : null;
  const response = await open(method, path, {
    body, headers: position ? { ...headers, 'X-Min-Position': position } : headers, signal });
  const data = response.status === 204 || response.status === 304 ? null : await response.json().catch(() => null);
  if (response.status === 202) minPosition = response.headers.get('X-Position');
  else if (minPosition === position) minPosition = null;
  return { status: response.status, data, headers: response.headers };
}

export const get = (path, options) => call('GET', path, options);

/** The response itself, once it is a good one. */
export async function open(method, path, { body, headers = {}, signal } = {}) {
  for (;;) {
    const used = credentials();
    const response = await fetch(path, {
      method,
      signal,
      headers: {
        ...headers,
        ...used,
        ...(body === undefined ? {} : { 'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
    }).catch((error) => {
      if (error.name === 'AbortError') throw error;
      throw new Problem(0, { detail: error.message });
    });
    if (response.ok || response.status === 304) return response;
    const problem = new Problem(
      response.status,
      await response.json().catch(() => ({})),
      Number(response.headers.get('Retry-After')) || null);
    if (response.status !== 401) throw problem;
    if (!(await askForAccess(used))) throw problem;
  }
}

/** The links of a page, by their relation. */
export function links(headers) {
  const found = {};
  for (const [, url, rel] of (headers.get('Link') ?? '').matchAll(/<([^>]*)>\s*;\s*rel="?(\w+)"?/g)) found[rel] = url;
  return found;
}
