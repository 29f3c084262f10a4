// Links to what a view does not show: pages of single records here, the other services' records, dashboards, metrics.
import {at, element, renew, show} from './dom.js';
import {getJson, hasToken, path, query} from './api.js';

let places = null;

/** Asks where things are, once; returns whether it has just learned it. */
export async function learnPlaces() {
  if (places) return false;
  try {
    places = await getJson(path('links'));
  } catch {
    // The views' own requests say what is wrong.
    return false;
  }
  show('metrics-text', !places.metrics);
  renew(at('metrics'), places.metrics && element('a', {href: places.metrics}, 'Metrics'));
  return true;
}

const base = place => places?.[place].replace(/\/+$/, '');

/**
 * A record in the API of a service; nothing where that is not known. With an access token there is no plain link, which would
 * not carry it: what is at the page's own origin is fetched with it, and elsewhere the address is shown.
 */
export function record(service, address, text) {
  if (!base(service)) return null;
  const href = base(service) + address;
  if (!hasToken()) return element('a', {href}, text);
  if (new URL(href).origin !== location.origin) return element('span', {}, `${text}: `, element('code', {}, href));
  return element('a', {href, download: `${address.split('/').at(-1)}.json`}, text);
}

/** The page of the run, checkpoint or evaluation of that id. */
export const pageOf = (kind, id, text = id) =>
  element('a', {href: query('./', {[kind]: id}), title: id}, element('code', {}, text));

/** A Grafana dashboard with its variables set; nothing where Grafana is not known. */
export function dashboard(uid, variables, text) {
  if (!base('dashboards')) return null;
  const parameters = Object.entries(variables).map(([name, value]) => [`var-${name}`, value]);
  return element('a', {href: `${base('dashboards')}/d/${uid}?${new URLSearchParams(parameters)}`}, text);
}
