// The list of experiments, and of evaluations that belong to none, with a field to find one among many.
import {at, element, number, renew, when} from './dom.js';
import {getJson, path, query} from './api.js';

const shown = 100;
let entries = [];

/** Experiments, the latest first, and then evaluations of models that belong to none. */
export async function load() {
  const [experiments, evaluations] = await Promise.all([
    getJson(path('experiments')), getJson(path('evaluations'))]);
  entries = [
    ...experiments.map(one => ({...one, kind: 'experiment', title: one.name || 'Unnamed experiment'})),
    ...evaluations.filter(one => !one.experimentId)
      .map(one => ({...one, kind: 'evaluation', title: one.name || one.checkpointId.slice(0, 12)}))];
  at('choose').hidden = entries.length === 0;
  if (at('chooser').open) list();
  return entries;
}

function list() {
  const words = at('chooser-find').value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter(({title, id, kind}) => words.every(word => `${title} ${id} ${kind}`.toLowerCase().includes(word)));
  at('chooser-count').textContent = found.length > shown
    ? `The latest ${shown} of ${number(found.length)}; type to find others.` : `${number(found.length)} found.`;
  renew(at('chooser-list'), found.slice(0, shown).map(({kind, id, title, submittedAt}) => element('li', {},
    element('a', {href: query('./', {[kind]: id})}, element('span', {className: 'name'}, title),
      element('span', {className: 'hint'}, `${kind}, ${when(submittedAt)}`)))));
}

at('choose').addEventListener('click', () => {
  at('chooser-find').value = '';
  at('chooser').showModal();
  list();
});
at('chooser-find').addEventListener('input', list);
at('chooser-close').addEventListener('click', () => at('chooser').close());
at('chooser').addEventListener('click', event => {
  if (event.target === at('chooser') || event.target.closest('a')) at('chooser').close();
});
