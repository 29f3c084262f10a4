// The page of one training run or one checkpoint: what the scorer knows of it, and where there is more.
import {at, element, number, renew, show, tokens, when} from './dom.js';
import {path, query} from './api.js';
import {poll} from './stream.js';
import {dashboard, pageOf, record} from './links.js';
import {lossesText} from './models.js';

const over = ['trained', 'failed', 'cancelled'];
let shown = null;

/** Shows the run or the checkpoint of that id until the returned function is called. */
export function showRecord(kind, id, state, failed) {
  shown = null;
  const end = poll(path(`${kind}s`, id), found => {
    shown = {kind, ...found};
    render();
    return kind === 'checkpoint' || over.includes(found.progress.stage);
  }, state, failed);
  return () => {
    end();
    shown = null;
  };
}

export function render() {
  if (!shown) return;
  const {title, facts, outside} = shown.kind === 'run' ? run(shown) : checkpoint(shown);
  show('record', true);
  document.title = `${title} · Foresight`;
  at('chosen').textContent = title;
  at('record-title').textContent = title;
  show('record-back', Boolean(shown.experimentId));
  renew(at('record-back'), element('a', {href: query('./', {experiment: shown.experimentId})}, '← All of the experiment'));
  renew(at('record-facts'), facts.filter(([, value]) => value?.length !== 0 && value !== null)
    .flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
  renew(at('record-links'), outside);
}

function run({experimentId, progress, model, tokensPerSecond, updatedAt, checkpointIds, evaluations}) {
  const {jobId, predictTokens, tokenBudget, seed, attempt, stage, preparing, step, stepsTotal, tokensSeen, reason} = progress;
  const evaluated = new Set(evaluations.map(one => one.checkpointId));
  return {
    title: `Training run, n = ${predictTokens}, ${tokens(tokenBudget)} tokens, seed ${seed}`,
    facts: [
      ['Id', element('code', {}, jobId)],
      ['State', [preparing || stage, reason && `: ${reason}`, attempt ? `, attempt ${attempt + 1}` : null].filter(Boolean).join('')],
      ['Step', `${number(step)} of ${number(stepsTotal)}, ${number(tokensSeen)} tokens`],
      ['Speed', tokensPerSecond ? `${number(Math.round(tokensPerSecond))} tokens a second` : null],
      ['Loss by head', lossesText(progress.losses)],
      ['Validation loss by head', progress.validationLosses.length ? lossesText(progress.validationLosses) : null],
      ['Model', shape(model)],
      ['Schedule', progress.schedule],
      ['Checkpoints', list(checkpointIds.map(id => evaluated.has(id) ? pageOf('checkpoint', id) : element('code', {}, id)))],
      ['Evaluations', list(evaluations.map(one => pageOf('evaluation', one.id)))],
      ['Changed', when(updatedAt)]],
    outside: [
      record('trainer', `/api/v1/training-jobs/${encodeURIComponent(jobId)}`, 'All the trainer knows of it'),
      dashboard('training', {experiment: experimentId, run: jobId}, 'Dashboard')]};
}

function checkpoint({id, name, jobId, location, sha256, model, predictTokens, tokensSeen, tokenBudget, seed, schedule, intermediate, evaluations}) {
  return {
    title: `Checkpoint${name ? ` ${name}` : ''}, n = ${predictTokens}, ${tokens(tokensSeen)} tokens`,
    facts: [
      ['Id', element('code', {}, id)],
      ['Trained on', `${number(tokensSeen)} of ${number(tokenBudget)} tokens${intermediate ? ', not decayed' : ''}, seed ${seed}`],
      ['Schedule', schedule],
      ['Model', shape(model)],
      ['Run', jobId ? pageOf('run', jobId) : 'trained elsewhere'],
      ['Evaluations', list(evaluations.map(one => pageOf('evaluation', one.id)))],
      ['Folder', element('code', {}, location)],
      ['Files by SHA-256', list(Object.entries(sha256).map(([file, digest]) => [`${file} `, element('code', {}, digest)]))]],
    outside: [record('trainer', `/api/v1/checkpoints/${encodeURIComponent(id)}`, 'All the trainer knows of it')]};
}

const shape = ({layers, hiddenSize, attentionHeads, feedForwardSize, vocabularySize, contextLength}) =>
  `${layers} layers of ${number(hiddenSize)}, ${attentionHeads} attention heads, feed-forward ${number(feedForwardSize)}, ` +
  `vocabulary ${number(vocabularySize)}, context ${number(contextLength)}`;

const list = items => items.length ? element('ul', {}, items.map(item => element('li', {}, item))) : null;
