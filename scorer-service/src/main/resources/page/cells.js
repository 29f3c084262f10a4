// The numbers of every cell, and how far each is.
import {element, groupHeading, number, percent, plural, row, table, valueCell} from './dom.js';
import {query} from './api.js';
import {cellsOf, estimate, fullName, lines, meanOverSeeds, modelName, rows} from './series.js';

/** Budgets and k one below the other, each with a row for every model. */
export function cellsTable(results, policy) {
  const severalSeeds = new Set(results.cells.map(cell => cell.seed)).size > 1;
  const bodies = rows(results).flatMap(budget => results.k.map(k => [
    groupHeading(results.temperatures.length + 1, element('strong', {}, `pass@${k}`), ` ${budget.title}`),
    ...lines(results).flatMap(line => modelRows(results, cellsOf(results.cells, line, budget), line, k, policy, severalSeeds)),
  ]));
  return table('pass@k in percent with 90% intervals, by temperature', ['Temperature', ...results.temperatures], ...bodies);
}

function modelRows({temperatures}, cells, line, k, policy, severalSeeds) {
  const seeds = [...new Set(cells.map(cell => cell.seed))];
  const own = seeds.map(seed => row(modelName({...cells.find(cell => cell.seed === seed)}, severalSeeds),
    temperatures.map(temperature => {
      const cell = cells.find(one => one.seed === seed && one.temperature === temperature);
      return value(estimate(cell, k, policy), cell?.complete);
    }), seeds.length > 1 ? 'seed' : ''));
  if (seeds.length < 2) return own;
  const mean = row(`${line.label}, mean of ${seeds.length}`, temperatures.map(temperature => {
    const found = meanOverSeeds(cells.filter(cell => cell.temperature === temperature), k, policy);
    return value(found, found?.complete);
  }));
  return [mean, ...own];
}

function value(found, complete) {
  if (!found) return element('td', {className: 'none'}, '–');
  const title = `${percent(found.value)}%, 90% interval ${percent(found.lower)} to ${percent(found.upper)}, ` +
    `${plural(found.problems, 'problem')}${complete ? '' : ', not final'}`;
  return valueCell(found, complete ? '' : 'partial', title);
}

/** Samples counted in each cell, as links to them. */
export function samplesTable(results) {
  const severalSeeds = new Set(results.cells.map(cell => cell.seed)).size > 1;
  const bodies = rows(results).map(budget => [
    groupHeading(results.temperatures.length + 2, element('strong', {}, budget.title)),
    ...lines(results).flatMap(line => {
      const cells = cellsOf(results.cells, line, budget);
      return [...new Set(cells.map(cell => cell.seed))].map(seed =>
        progressRow(results, cells.filter(cell => cell.seed === seed), severalSeeds));
    }),
  ]);
  return table('Samples counted, by temperature', ['Temperature', ...results.temperatures, 'Data'], ...bodies);
}

function progressRow({temperatures, runs}, cells, severalSeeds) {
  const run = runs.find(one => yields(one, cells[0]));
  return row(modelName(cells[0], severalSeeds), [
    ...temperatures.map(temperature => progress(cells.find(cell => cell.temperature === temperature), run)),
    links(cells[0])]);
}

/** Whether the run ends, or a branch of it, in the cell's model. */
const yields = (run, cell) => run.predictTokens === cell.predictTokens && run.seed === cell.seed &&
  [run.tokenBudget, ...run.branchBudgets].includes(cell.tokenBudget) && !cell.name;

function progress(cell, run) {
  if (!cell) return element('td', {className: 'none'}, '–');
  if (!cell.evaluationId) return element('td', {}, stage(cell, run));
  const address = query('./', {evaluation: cell.evaluationId, temperature: cell.temperature});
  const text = cell.complete ? number(cell.samplesCounted) : `${number(cell.samplesCounted)} / ${number(cell.samplesWanted)}`;
  const link = element('a', {href: address, ariaLabel: `${text} samples of ${fullName(cell)}, temperature ${cell.temperature}`}, text);
  const bar = element('progress', {max: cell.samplesWanted || 1, value: cell.samplesCounted, ariaHidden: 'true',
    className: cell.complete ? 'complete' : ''});
  const trouble = ['failed', 'cancelled'].includes(cell.stage) ? element('span', {className: 'bad'}, ` ${cell.stage}`) : null;
  return element('td', {}, link, trouble, bar);
}

function stage(cell, run) {
  if (cell.stage !== 'training' || !run?.stepsTotal) return element('span', {className: cell.stage}, cell.stage);
  return element('span', {className: 'training'}, `training ${Math.floor(100 * run.step / run.stepsTotal)}%`);
}

/** What else there is of the model. */
function links(cell) {
  if (!cell.evaluationId) return element('span', {className: 'none'}, '–');
  const base = `api/v1/results/evaluations/${encodeURIComponent(cell.evaluationId)}`;
  return element('span', {className: 'links'},
    element('a', {href: query('./', {checkpoint: cell.checkpointId}), ariaLabel: `Checkpoint of ${fullName(cell)}`}, 'checkpoint'), ' ',
    element('a', {href: `${base}/pass-at-k.csv`, download: `${cell.evaluationId}.csv`, ariaLabel: `All statistics of ${fullName(cell)} as CSV`}, 'statistics'), ' ',
    element('a', {href: `${base}/tallies.csv`, download: `${cell.evaluationId}-tallies.csv`, ariaLabel: `Tallies of ${fullName(cell)} as CSV`}, 'tallies'));
}
