// Who leads at each budget, and whether that turns.
import {element, pValue, percent, plural, points, row, table, tokens} from './dom.js';

const orders = {
  'reverses': 'the order reverses', 'seems-to-reverse': 'the order seems to reverse',
  'holds': 'the order holds', 'undecided': 'undecided'};

export function verdict({temperature, k, declared, complete, policy, budgets, reversals, caveats}) {
  return [
    element('p', {className: 'hint'}, `Taken at temperature ${temperature} and pass@${k}, ` +
      (declared ? 'declared before sampling' : 'the first of each, as the experiment declares none') +
      `; graded by ${policy}. Intervals here are 95%.${complete ? '' : ' Not final: samples are still missing.'}`),
    element('div', {className: 'cards'}, budgets.map(budget => card(budget, k))),
    reversals.length ? reversalsTable(reversals) : null,
    element('ul', {className: 'caveats'}, caveats.map(caveat => element('li', {}, caveat))),
  ];
}

function card({tokenBudget, leader, clear, fewProblems, standings, differences}, k) {
  const first = standings[0];
  return element('div', {className: `card${clear ? ' clear' : ''}`},
    element('h3', {}, `${tokens(tokenBudget)} tokens`),
    element('p', {className: 'big'}, leader === undefined ? 'Nothing to compare yet'
      : clear ? `n = ${leader} leads` : 'No clear leader'),
    leader !== undefined && element('p', {}, `n = ${leader} ${clear ? 'has' : 'is highest with'} ${percent(first.value)}% pass@${k}`),
    fewProblems && element('p', {className: 'bad'},
      `Over ${plural(Math.min(...differences.map(one => one.difference.problems)), 'problem')} only: too few to be sure`),
    element('ul', {className: 'plain'}, differences.map(({over, difference, seeds}) => element('li', {},
      element('strong', {}, `${points(difference.value)} points`), ` over n = ${over} `,
      element('span', {className: 'interval'}, interval(difference)), `, ${pValue(difference.pValue)}`,
      seeds ? `; by seed ${points(seeds.lowest)} to ${points(seeds.highest)}` : null))));
}

function reversalsTable(reversals) {
  const rows = reversals.map(({predictTokens, baseline, fromBudget, toBudget, before, after, change, order}) =>
    row(`n = ${predictTokens} less n = ${baseline}`, [
      difference(before, fromBudget), difference(after, toBudget), difference(change, 0),
      element('td', {className: `order ${order}`}, orders[order])]));
  return element('div', {className: 'scroll', tabIndex: 0, role: 'region', ariaLabel: 'Whether the order turns'},
    table('Whether the order turns between budgets, in points', ['Difference', 'At fewer tokens', 'At more', 'Change', 'So'], rows));
}

function difference(found, budget) {
  return element('td', {}, `${points(found.value)} `, element('small', {},
    `${interval(found)}, ${pValue(found.pValue)}${budget ? `, ${tokens(budget)}` : ''}`));
}

const interval = ({lower95, upper95}) => `[${points(lower95)}, ${points(upper95)}]`;
