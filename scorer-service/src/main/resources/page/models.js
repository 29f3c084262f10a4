// Tables and charts about the models: best temperatures, speculation, training, contamination.
import {element, groupHeading, number, percent, row, table, tokens, valueCell} from './dom.js';
import {draw, ink, seriesInk} from './chart.js';
import {pageOf} from './links.js';
import {cellsOf, fullName, lines, meanOverSeeds, modelName, rows} from './series.js';

/** The best temperature of each model at each k. */
export function envelopeTable({best}, k) {
  const budgets = [...new Set(best.map(one => one.tokenBudget))];
  const bodies = budgets.map(budget => {
    const models = [...new Set(best.filter(one => one.tokenBudget === budget).map(one => one.predictTokens))];
    return [groupHeading(k.length + 1, element('strong', {}, `${tokens(budget)} tokens`)),
      ...models.map(n => row(`n = ${n}`, k.map(k =>
        bestCell(best.find(one => one.tokenBudget === budget && one.predictTokens === n && one.k === k)))))];
  });
  return table('The highest pass@k of each model over its temperatures', ['Model', ...k.map(k => `pass@${k}`)], ...bodies);
}

function bestCell(one) {
  if (!one) return element('td', {className: 'none'}, '–');
  const cell = valueCell(one, one.complete ? '' : 'partial');
  cell.firstChild.after(element('span', {className: 'at'}, ` at ${one.temperature}`));
  return cell;
}

/** What became of drafts, beside pass@k; null where none were tried. */
export function speculationTable(results, policy) {
  const heads = Math.max(0, ...results.cells.map(cell => cell.speculation?.accepted.length ?? 0));
  if (heads === 0) return null;
  const severalSeeds = new Set(results.cells.map(cell => cell.seed)).size > 1;
  const names = Array.from({length: heads}, (_, i) => `Head ${i + 2}`);
  const columns = ['Model', 'Temperature', 'Tokens a pass', ...names, ...results.k.map(k => `pass@${k}`)];
  const bodies = rows(results).map(budget => [
    groupHeading(columns.length, element('strong', {}, budget.title)),
    ...lines(results).flatMap(line => cellsOf(results.cells, line, budget)).filter(cell => cell.speculation)
      .map(cell => row(modelName(cell, severalSeeds), [
        cell.temperature, cell.speculation.tokensPerForward.toFixed(2),
        ...names.map((_, i) => share(cell.speculation, i)),
        ...results.k.map(k => found(cell, k, policy))]))]).filter(rows => rows.length > 1);
  return table('Drafts confirmed, by head and temperature, beside pass@k', columns, ...bodies);
}

function share({accepted, forwards}, i) {
  if (i >= accepted.length) return element('td', {className: 'none'}, '–');
  const value = accepted[i] / forwards;
  return element('td', {title: `${number(accepted[i])} of ${number(forwards)} passes`}, `${percent(value)}%`,
    element('progress', {max: 1, value, ariaHidden: 'true'}));
}

function found(cell, k, policy) {
  const value = meanOverSeeds([cell], k, policy);
  return value ? element('td', {className: cell.complete ? '' : 'partial'}, percent(value.value))
    : element('td', {className: 'none'}, '–');
}

/** How learning rates go. */
export const scheduleText = schedule => schedule === 'wsd'
  ? 'One run for all budgets at a steady learning rate (wsd), with a decayed branch for each budget.'
  : 'A run of its own for each budget, its learning rate fully decayed (cosine).';

const runName = (run, severalSeeds) =>
  `n = ${run.predictTokens}, ${tokens(run.tokenBudget)}${severalSeeds ? `, seed ${run.seed}` : ''}`;

/** Steps and losses of every run. */
export function runsTable(runs) {
  const severalSeeds = new Set(runs.map(run => run.seed)).size > 1;
  const validated = runs.some(run => run.validationLosses.length);
  const columns = ['Run', 'State', 'Step', 'Loss by head', ...(validated ? ['Validation loss by head'] : []), 'Id'];
  return table('Training runs', columns, inOrder(runs).map(run => row(runName(run, severalSeeds), [
    element('td', {className: ['failed', 'cancelled'].includes(run.stage) ? 'bad' : ''}, run.preparing || run.stage),
    `${number(run.step)} / ${number(run.stepsTotal)}`,
    lossesText(run.losses),
    ...(validated ? [lossesText(run.validationLosses)] : []),
    element('td', {className: 'id'}, pageOf('run', run.jobId, run.jobId.slice(0, 12)))])));
}

/** Each head's loss. */
export const lossesText = losses => losses.map(loss => loss.toFixed(3)).join('  ') || '–';

const inOrder = runs => runs.toSorted((a, b) =>
  a.tokenBudget - b.tokenBudget || a.predictTokens - b.predictTokens || a.seed - b.seed || a.attempt - b.attempt);

/** From the first step's loss to the latest one's, for each run and head. */
export async function lossesChart(place, runs) {
  const severalSeeds = new Set(runs.map(run => run.seed)).size > 1;
  const styles = new Map(lines({predictTokens: [...new Set(runs.map(run => run.predictTokens))].sort((a, b) => a - b), cells: []})
    .map(line => [line.label, line.style]));
  const losses = inOrder(runs).flatMap(run => run.losses.map((loss, head) => ({
    name: runName(run, severalSeeds) + (run.losses.length > 1 ? `, head ${head + 1}` : ''),
    colour: seriesInk(styles.get(`n = ${run.predictTokens}`)), loss, first: run.firstLosses[head] ?? loss,
    validation: run.validationLosses[head] ?? null})));
  place.hidden = losses.length === 0;
  if (losses.length) await draw(place, lossesSpecification(losses), {losses});
}

function lossesSpecification(losses) {
  const validated = losses.some(one => one.validation !== null);
  const y = {field: 'name', type: 'nominal', sort: null, title: null, axis: {grid: false, domain: false, ticks: false, labelLimit: 260}};
  const x = {type: 'quantitative', title: `cross-entropy in nats: hollow at the first step, filled at the latest${validated ? ', bar on held-out documents' : ''}`,
    scale: {zero: false, nice: true, padding: 10}, axis: {format: '~f', tickCount: 6}};
  const colour = {field: 'colour', scale: null};
  return {
    width: 'container', height: 20 * losses.length + 55, autosize: {type: 'fit', contains: 'padding'},
    description: 'Losses of each run and head. The table below holds the latest ones.',
    data: {name: 'losses'},
    layer: [
      {mark: {type: 'rule', strokeWidth: 2, opacity: 0.35, aria: false},
        encoding: {y, x: {...x, field: 'first'}, x2: {field: 'loss'}, stroke: colour}},
      {mark: {type: 'point', size: 45, strokeWidth: 1.5, opacity: 1, aria: false},
        encoding: {y, x: {...x, field: 'first'}, stroke: colour, fill: {value: ink('card')}}},
      ...(validated ? [{mark: {type: 'tick', thickness: 2, size: 14, aria: false}, transform: [{filter: 'datum.validation !== null'}],
        encoding: {y, x: {...x, field: 'validation'}, color: colour}}] : []),
      {mark: {type: 'point', size: 55, opacity: 1, filled: true, aria: false},
        encoding: {y, x: {...x, field: 'loss'}, color: colour}},
    ],
  };
}

/** How much of the benchmark the corpus holds, in a sentence. */
export function overlapText({n, problems, overlapping}) {
  return overlapping
    ? `The corpus shares runs of ${n} words with ${number(overlapping)} of the ${number(problems)} problems asked.`
    : `The corpus shares no run of ${n} words with any of the ${number(problems)} problems asked.`;
}

export const overlapItems = ({worst}) => worst.map(({problem, share, example}) => element('li', {},
  `Problem ${problem}: ${percent(share)}% of its text, such as `, element('q', {}, example)));

/** What went wrong, in words. */
export function troubles({runs, cells}) {
  const failed = runs.filter(run => ['failed', 'cancelled'].includes(run.stage)).map(run =>
    element('li', {className: 'bad'}, `Training of n = ${run.predictTokens}, ${tokens(run.tokenBudget)} tokens, seed ${run.seed} ` +
      `${run.stage === 'failed' ? 'failed' : 'was cancelled'} at step ${number(run.step)}${run.reason ? `: ${run.reason}` : '.'}`));
  const stopped = cells.filter(cell => cell.evaluationId && ['failed', 'cancelled'].includes(cell.stage));
  const evaluations = [...new Map(stopped.map(cell => [cell.evaluationId, cell])).values()].map(cell =>
    element('li', {className: 'bad'}, `The evaluation of ${fullName(cell)} ${cell.stage === 'failed' ? 'failed' : 'was cancelled'}.`));
  const conflicts = cells.reduce((total, cell) => total + cell.conflicts, 0);
  const differing = conflicts ? [element('li', {className: 'bad'},
    `${number(conflicts)} samples came again with another text; the first one counts.`)] : [];
  return [...failed, ...evaluations, ...differing];
}
