// The sample browser: problems on the left, one of them with its answers and texts on the right.
import {at, element, number, percent, renew} from './dom.js';
import {getJson, path, query} from './api.js';

const problemsAPage = 50;
const samplesAPage = 20;
const answersAtOnce = 8;
let latest = 0;
let opened = null;

/** Shows what is chosen: evaluation, temperature, policy and from `problem` on as far as is given. */
export async function browse(choice) {
  const turn = ++latest;
  try {
    const problems = await getJson(query(path('evaluations', choice.evaluation, 'problems'),
      {offset: choice.page ?? 0, limit: problemsAPage}));
    if (turn !== latest) return;
    renew(at('problems'), problemList(problems, choice));
    if (choice.problem === undefined) {
      opened = null;
      return renew(at('problem'), element('p', {className: 'hint'}, 'Choose a problem to read what was sampled.'));
    }
    const [problem, samples] = await Promise.all([
      getJson(query(path('evaluations', choice.evaluation, 'problems', choice.problem),
        {temperature: choice.temperature, policy: choice.policy})),
      getJson(query(path('evaluations', choice.evaluation, 'samples'), {
        temperature: choice.temperature, problem: choice.problem, policy: choice.policy,
        correct: choice.correct, answer: choice.answer, offset: choice.offset ?? 0, limit: samplesAPage}))]);
    if (turn !== latest) return;
    renew(at('problem'), problemHead(problem), answers(problem, choice), sampleList(samples, choice));
    open(choice.problem);
  } catch (failure) {
    if (turn === latest) renew(at('problem'), element('p', {className: 'bad', role: 'alert'}, failure.message));
  }
}

/** Whoever chose a problem goes on there. */
function open(problem) {
  if (opened !== null && opened !== problem || opened === null && document.activeElement?.closest('#problems')) {
    at('problem').focus({preventScroll: true});
    at('problem').scrollIntoView({block: 'nearest'});
    if (innerWidth < 800) at('problem').scrollIntoView({block: 'start'});
  }
  opened = problem;
}

/** The address of a choice with some of it changed. */
function to({evaluation, temperature, policy, page, problem, correct, answer}, changes) {
  return query('./', {evaluation, temperature, policy, page, problem, correct, answer, ...changes});
}

function problemList({total, offset, problems}, choice) {
  return [
    element('h3', {}, `${number(total)} problems`),
    element('ol', {className: 'problem-list'}, problems.map(({problem, question, cells}) => {
      const cell = cells.find(one => one.temperature === choice.temperature);
      const share = cell?.samples ? cell.correct / cell.samples : 0;
      return element('li', {}, element('a', {
        href: to(choice, {problem, correct: undefined, answer: undefined}),
        ...(String(problem) === choice.problem && {ariaCurrent: 'true'})},
        element('span', {className: 'name'}, `Problem ${problem}`),
        element('span', {className: 'count'}, cell ? `${number(cell.correct)} / ${number(cell.samples)} right` : 'no samples yet'),
        question && element('span', {className: 'question'}, question),
        element('progress', {max: 1, value: share, ariaHidden: 'true'})));
    })),
    pages(total, offset, problemsAPage, page => to(choice, {page}), 'Pages of problems')];
}

function problemHead({problem, question, prompt, reference}) {
  return element('div', {}, element('h3', {}, `Problem ${problem}`),
    question && element('p', {className: 'question'}, question),
    reference && element('p', {}, 'Right answer: ', element('strong', {}, reference)),
    prompt && element('details', {}, element('summary', {}, 'The whole prompt'),
      element('pre', {className: 'text', tabIndex: 0, role: 'region', ariaLabel: 'The whole prompt'}, prompt)));
}

function answers({samples, answers, temperature, policy}, choice) {
  const most = Math.max(1, ...answers.map(one => one.count));
  const list = some => element('ul', {className: 'answers'}, some.map(one => answerItem(one, samples, most, choice)));
  const rest = answers.slice(answersAtOnce);
  return element('div', {}, element('h4', {}, `Answers of ${number(samples)} samples at temperature ${temperature}, read by ${policy}`),
    list(answers.slice(0, answersAtOnce)),
    rest.length ? element('details', {}, element('summary', {}, `${number(rest.length)} more answers`), list(rest)) : null);
}

function answerItem({answer, count, correct}, samples, most, choice) {
  return element('li', {className: correct ? 'right' : 'wrong'},
    element('a', {href: to(choice, {answer: answer ?? '', correct: undefined}), title: answer ?? '',
      ...(choice.answer === (answer ?? '') && {ariaCurrent: 'true'})}, answer ?? 'no answer'),
    element('span', {className: 'mark'}, correct ? '✓ right' : '✗ wrong'),
    element('progress', {max: most, value: count, ariaHidden: 'true'}),
    element('span', {className: 'count'}, `${number(count)} (${percent(count / samples)}%)`));
}

function sampleList({total, offset, samples}, choice) {
  const filter = (text, changes, current) =>
    element('a', {href: to(choice, {correct: undefined, answer: undefined, ...changes}), ...(current && {ariaCurrent: 'true'})}, text);
  const {correct, answer} = choice;
  return element('div', {},
    element('h4', {}, `${number(total)} ${total === 1 ? 'sample' : 'samples'}`),
    element('nav', {className: 'filter', ariaLabel: 'Which samples'},
      filter('All', {}, !correct && answer === undefined), ' ', filter('Right', {correct: 'true'}, correct === 'true'), ' ',
      filter('Wrong', {correct: 'false'}, correct === 'false'),
      answer === undefined ? null : [' ', filter(answer ? `Answer ${answer}` : 'No answer', {answer}, true)]),
    element('ol', {className: 'samples'}, samples.map(sample => sampleItem(sample, choice.policy))),
    samples.length ? null : element('p', {className: 'hint'}, 'None of these.'),
    pages(total, offset, samplesAPage, offset => to(choice, {offset}), 'Pages of samples'));
}

const endings = {stop: 'ended at the stop string', endOfText: 'ended by itself', length: 'cut at the limit'};

function sampleItem({index, text, finishReason, tokens, modelLogProbability, verdicts}, policy) {
  const shown = verdicts.find(one => one.policy === policy) ?? verdicts[0];
  return element('li', {className: shown?.correct ? 'right' : 'wrong'},
    element('p', {className: 'sample-head'}, element('strong', {}, `Sample ${index}`),
      element('span', {className: 'mark'}, shown?.correct ? '✓ right' : '✗ wrong'),
      element('span', {className: 'hint'}, `${number(tokens)} tokens, ${endings[finishReason] ?? finishReason}, ` +
        `log-probability ${modelLogProbability.toFixed(1)}`)),
    element('pre', {className: 'text'}, text.trim()),
    element('ul', {className: 'verdicts'}, verdicts.map(one => element('li', {className: one.correct ? 'right' : 'wrong'},
      `${one.policy}: ${one.answer ?? 'no answer'} ${one.correct ? '✓' : '✗'}`))));
}

function pages(total, offset, size, address, label) {
  if (total <= size && offset === 0) return null;
  const last = Math.min(total, offset + size);
  return element('nav', {className: 'pages', ariaLabel: label},
    offset > 0 ? element('a', {href: address(Math.max(0, offset - size)), rel: 'prev'}, '← Earlier') : element('span', {className: 'none'}, '← Earlier'),
    element('span', {}, `${number(offset + 1)} to ${number(last)} of ${number(total)}`),
    last < total ? element('a', {href: address(offset + size), rel: 'next'}, 'Later →') : element('span', {className: 'none'}, 'Later →'));
}
