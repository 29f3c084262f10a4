// What a line, a row of panels and a point of the figure are.
import {percent, plural, tokens} from './dom.js';

const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'triangle-right', 'triangle-left'];
// The number of predicted tokens that each colour and shape belongs to; the figure that is downloaded has the same.
const byPredictTokens = [1, 2, 4, 3, 8, 6, 5, 7];

/** What the cells of a line share: predicted tokens, and the name of a model from elsewhere. */
const lineOf = ({predictTokens, name}) => `${predictTokens}/${name ?? ''}`;

/** What the cells of a row of panels share: the budget, and how far into it a model from the middle of a run is. */
const rowOf = ({tokenBudget, tokensSeen, intermediate}) => `${tokenBudget}/${intermediate ? tokensSeen : 0}`;

/** Lines, the experiment's own first; n has its colour and shape everywhere, a second line of it the last that are free. */
export function lines({predictTokens = [], cells}) {
  const all = [...predictTokens.map(n => ({predictTokens: n})), ...cells];
  const free = new Set(shapes.keys());
  return distinct(all, lineOf).map(one => {
    const own = byPredictTokens.indexOf(one.predictTokens);
    const style = free.has(own) ? own : [...free].at(-1) ?? shapes.length - 1;
    free.delete(style);
    return {key: lineOf(one), label: lineLabel(one), style, shape: shapes[style]};
  });
}

function lineLabel({predictTokens, name}) {
  const n = `n = ${predictTokens}`;
  return name ? `${name} (${n})` : n;
}

/** Rows of panels, by tokens. */
export function rows({tokenBudgets = [], cells}) {
  const all = [...tokenBudgets.map(tokenBudget => ({tokenBudget, tokensSeen: tokenBudget})), ...cells];
  const seen = one => one.intermediate ? one.tokensSeen : one.tokenBudget;
  return distinct(all, rowOf)
    .sort((a, b) => seen(a) - seen(b) || a.tokenBudget - b.tokenBudget)
    .map(one => ({key: rowOf(one), title: rowTitle(one)}));
}

function rowTitle({tokenBudget, tokensSeen, intermediate}) {
  if (intermediate) return `${tokens(tokensSeen)} of ${tokens(tokenBudget)} tokens, not decayed`;
  return tokenBudget ? `${tokens(tokenBudget)} tokens` : 'Tokens not known';
}

const distinct = (all, key) => [...new Map(all.map(one => [key(one), one])).values()];

/** The cells of a line in a row of panels, by seed and then temperature. */
export function cellsOf(cells, line, row) {
  return cells.filter(cell => lineOf(cell) === line.key && rowOf(cell) === row.key);
}

export const estimate = (cell, k, policy) => cell?.estimates.find(one => one.k === k && one.policy === policy);

/** The mean over seeds of what cells at one temperature say; nothing where none says anything. */
export function meanOverSeeds(cells, k, policy) {
  const found = cells.map(cell => estimate(cell, k, policy)).filter(Boolean);
  if (!found.length) return null;
  const mean = of => found.reduce((sum, one) => sum + of(one), 0) / found.length;
  return {
    value: mean(one => one.value), lower: mean(one => one.lower), upper: mean(one => one.upper),
    seeds: found.length, problems: Math.min(...found.map(one => one.problems)),
    complete: cells.every(cell => cell.complete)};
}

/** How a model is called in a table: "n = 2", and its seed where there are several. */
export function modelName({predictTokens, name, seed}, severalSeeds) {
  return lineLabel({predictTokens, name}) + (severalSeeds && !name ? `, seed ${seed}` : '');
}

/** The whole of it, for titles. */
export function fullName(cell) {
  const seen = cell.intermediate ? `${tokens(cell.tokensSeen)} of ${tokens(cell.tokenBudget)}` : tokens(cell.tokenBudget);
  return `${lineLabel(cell)}, ${seen} tokens, seed ${cell.seed}`;
}

/** A point in words. */
export function pointText(label, temperature, {value, lower, upper, seeds, problems, complete}) {
  const about = [`${percent(value)}%, 90% interval ${percent(lower)} to ${percent(upper)}`, plural(problems, 'problem')];
  if (seeds > 1) about.push(`mean of ${seeds} seeds`);
  if (!complete) about.push('not final');
  return `${label}, temperature ${temperature}: ${about.join(', ')}`;
}
