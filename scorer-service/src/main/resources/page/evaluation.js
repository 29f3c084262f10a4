// The page of one evaluation: its values, and a browser of its samples.
import {at, element, number, percent, plural, renew, row, show, table} from './dom.js';
import {path, query} from './api.js';
import {poll} from './stream.js';
import {figure, hint} from './figure.js';
import {cellsTable} from './cells.js';
import {fullName} from './series.js';
import {pageOf, record} from './links.js';
import {browse} from './samples.js';

let results = null;

/** Shows an evaluation until the returned function is called. */
export function showEvaluation(id, state, failed) {
  results = null;
  const end = poll(path('evaluations', id, 'pass-at-k'), found => {
    results = asResults(found);
    render(true);
    return results.complete;
  }, state, failed);
  return () => {
    end();
    results = null;
  };
}

/** In the shape of an experiment's results, which figure and tables take. */
function asResults(evaluation) {
  const {cells, statistics} = evaluation;
  const measures = statistics[0]?.statistics ?? [];
  return {
    ...evaluation, cells, runs: [],
    policies: [...new Set(statistics.map(one => one.policy))],
    temperatures: cells.map(cell => cell.temperature),
    k: measures.filter(one => one.measure === 'pass@k').map(one => one.k),
    complete: cells.every(cell => cell.complete)};
}

/** Draws what the address asks for; values too if they may have changed. */
export function render(values = false) {
  if (!results) return;
  const asked = Object.fromEntries(new URLSearchParams(location.search));
  const choice = {
    ...asked, temperature: asked.temperature ?? results.temperatures[0],
    policy: asked.policy ?? results.policies[0]};
  show('evaluation', true);
  options('temperature', results.temperatures, choice);
  options('policy', results.policies, choice);
  if (values) showValues(choice.policy ?? '');
  browse(choice);
}

function showValues(policy) {
  const [cell] = results.cells;
  at('evaluation-title').textContent = fullName(cell);
  document.title = `${fullName(cell)} · Foresight`;
  at('chosen').textContent = fullName(cell);
  show('evaluation-back', Boolean(results.experimentId));
  renew(at('evaluation-back'), element('a', {href: query('./', {experiment: results.experimentId})}, '← All of the experiment'));
  const {evaluationId, checkpointId} = results;
  renew(at('evaluation-about'), 'Evaluation ', element('code', {title: evaluationId}, short(evaluationId)),
    ' of checkpoint ', pageOf('checkpoint', checkpointId, short(checkpointId)),
    ...(cell.jobId ? [', run ', pageOf('run', cell.jobId, short(cell.jobId))] : []),
    ` · ${plural(cell.problemsTotal, 'problem')} · ` +
    `${number(results.cells.reduce((sum, one) => sum + one.samplesCounted, 0))} samples`);
  renew(at('evaluation-links'),
    record('sampler', `/api/v1/evaluations/${encodeURIComponent(evaluationId)}`, 'All the sampler knows of it'));
  at('evaluation-hint').textContent = hint(results);
  figure(at('evaluation-panels'), results, policy);
  renew(at('evaluation-table'), cellsTable(results, policy), measures(policy));
  const link = (file, text) => element('a', {href: path('evaluations', results.evaluationId, file), download: file}, text);
  renew(at('evaluation-downloads'), 'Download: ', link('pass-at-k.csv', 'all statistics'), ' ', link('tallies.csv', 'tallies'));
}

/** What is not pass@k: all k right, the mean, the majority. */
function measures(policy) {
  const ofPolicy = results.statistics.filter(one => one.policy === policy);
  const others = (ofPolicy[0]?.statistics ?? []).filter(one => one.measure !== 'pass@k');
  if (!others.length) return null;
  const rows = others.map(({measure, k}) => row(measure.replace(/[kn]$/, k), results.temperatures.map(temperature => {
    const found = ofPolicy.find(one => one.temperature === temperature)?.statistics
      .find(one => one.measure === measure && one.k === k);
    return found ? element('td', {}, percent(found.value), ' ',
      element('small', {}, `${percent(found.lower)} – ${percent(found.upper)}`)) : element('td', {className: 'none'}, '–');
  })));
  return table('Other measures in percent, by temperature', ['Measure', ...results.temperatures], rows);
}

const short = id => id.slice(0, 12);

function options(name, values, choice) {
  const select = at(`filter-${name}`);
  if (select.length !== values.length) select.replaceChildren(...values.map(value => element('option', {value}, value)));
  select.value = choice[name];
}

/** A filter changes the address, as links do. */
at('filters').addEventListener('change', event => {
  const parameters = new URLSearchParams(location.search);
  parameters.set(event.target.name, event.target.value);
  ['answer', 'offset'].forEach(name => parameters.delete(name));
  history.pushState(null, '', `./?${parameters}`);
  render(event.target.name === 'policy');
});
at('filters').addEventListener('submit', event => event.preventDefault());
