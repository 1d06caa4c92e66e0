import { describeVerdict, type JudgedCheck } from '../model/verdict.ts';
import { visible } from '../runtime/text.ts';
import { cut, pad, widthOf } from './fit.ts';
import { formatDuration } from './format-duration.ts';
import { formatProgress } from './format-progress.ts';
import { outcomeText } from './outcome-text.ts';
import type { RunState, StepState } from './run-state.ts';
import { paint, type Style } from './style.ts';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const TIME_WIDTH = 11;

/** One run as lines for a live terminal, none wider than the style's width. At most `height` lines: what is done gives way to what runs. */
export function liveFrame(state: RunState, now: Date, style: Style, height = Number.POSITIVE_INFINITY): readonly string[] {
  const head = headLine(state, now, style);
  const steps = state.steps.map((step) => ({ running: step.status === 'running', lines: stepLines(step, now, style) }));
  const checks = state.checks.map((check) => ({ running: false, lines: [checkLine(check, style)] }));
  const groups = [...steps, ...checks];
  const count = groups.reduce((sum, group) => sum + group.lines.length, 1);
  if (count <= height) return [head, ...groups.flatMap((group) => group.lines)];
  const running = groups.filter((group) => group.running);
  const note = paint(style, 'muted', cut(`  ${groups.length - running.length} other steps and checks (this window is too low for all)`, style.width));
  return [head, note, ...running.flatMap((group) => group.lines)].slice(0, Math.max(1, height));
}

function headLine(state: RunState, now: Date, style: Style): string {
  const time = formatDuration(Date.parse(state.finishedAt ?? now.toISOString()) - Date.parse(state.startedAt));
  const { finished } = state;
  const word = finished === undefined ? '' : finished.outcome === 'cancelled' ? 'CANCELLED' : describeVerdict(finished.verdict);
  const right = `  ${time}${word === '' ? '' : `  ${word}`}`;
  const name = cut(`${visible(state.scenario)}  ${visible(state.run)}`, style.width - widthOf(right));
  const tone = finished === undefined || finished.outcome === 'cancelled' ? 'warning' : finished.verdict.status;
  return `${paint(style, 'strong', name)}  ${paint(style, 'muted', time)}${word === '' ? '' : `  ${paint(style, tone, word)}`}`;
}

function stepLines(step: StepState, now: Date, style: Style): readonly string[] {
  const time = stepTime(step, now);
  const detail = stepDetail(step);
  const room = style.width - 4 - TIME_WIDTH - 2;
  const title = cut(visible(step.title.text), room);
  const more = detail === '' ? '' : cut(`  ${detail}`, room - widthOf(title));
  const text = pad(
    `${title}${more}`,
    room,
    'left',
    () => `${step.status === 'waiting' ? paint(style, 'muted', title) : title}${paint(style, 'muted', more)}`,
  );
  const lines = [`  ${mark(step, now, style)} ${text}  ${paint(style, 'muted', pad(time, TIME_WIDTH, 'right'))}`.trimEnd()];
  if (step.status === 'running' && step.lastLine !== undefined && step.lastLine !== '') {
    lines.push(paint(style, 'muted', cut(`      │ ${visible(step.lastLine.slice(0, style.width * 4))}`, style.width)));
  }
  return lines;
}

function stepDetail(step: StepState): string {
  const progress = step.progress === undefined ? '' : formatProgress(step.progress);
  const said = step.outcome === undefined ? '' : outcomeText(step.outcome);
  // A mark alone is too little for bad news.
  const outcome = said === '' && (step.status === 'failed' || step.status === 'cancelled') ? step.status : said;
  return [outcome, progress].filter((part) => part !== '').join(', ');
}

function stepTime(step: StepState, now: Date): string {
  if (step.startedAt === undefined) return '';
  return formatDuration(Date.parse(step.finishedAt ?? now.toISOString()) - Date.parse(step.startedAt));
}

function mark(step: StepState, now: Date, style: Style): string {
  switch (step.status) {
    case 'waiting':
      return paint(style, 'muted', '·');
    case 'running':
      return paint(style, 'warning', SPINNER[Math.floor(now.getTime() / 100) % SPINNER.length] ?? '·');
    case 'ok':
      return paint(style, 'pass', '✔');
    case 'failed':
      return paint(style, 'fail', '✖');
    case 'cancelled':
      return paint(style, 'warning', '■');
  }
}

function checkLine(check: JudgedCheck, style: Style): string {
  const word = check.status.toUpperCase();
  const name = check.output === undefined ? check.id : `${check.id} (${check.output})`;
  const text = cut(`${visible(name)}  ${visible(check.error?.message ?? check.result?.summary.text ?? '')}`.trimEnd(), style.width - 4 - word.length);
  return `  ${paint(style, check.status, word)}  ${text}`;
}
