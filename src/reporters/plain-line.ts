import type { RunEvent } from '../model/event.ts';
import { describeVerdict } from '../model/verdict.ts';
import { visible } from '../runtime/text.ts';
import { formatDuration } from './format-duration.ts';
import { outcomeText } from './outcome-text.ts';
import type { RunState, StepState } from './run-state.ts';
import { paint, type Style } from './style.ts';

const TONES = { ok: 'pass', failed: 'fail', cancelled: 'warning' } as const;

/** The line that an event is worth where there is no terminal to draw on; undefined for most events. `state` is the state after it. */
export function plainLine(state: RunState, event: RunEvent, style: Style): string | undefined {
  switch (event.type) {
    case 'run.started':
      return `${paint(style, 'strong', visible(event.scenario))}  run ${visible(event.run)}`;
    case 'step.finished': {
      const step = state.steps.find((one) => one.step === event.step);
      const text = outcomeText(event.outcome);
      const rest = [visible(step?.title.text ?? event.step), `${text}${timeText(step)}`.trim()].filter((part) => part !== '').join('  ');
      return `${paint(style, TONES[event.outcome.status], event.outcome.status.padEnd(4))} ${rest}`;
    }
    case 'check.judged': {
      const { id, output, status, result, error } = event.check;
      const name = output === undefined ? id : `${id} (${output})`;
      return `${paint(style, status, status.toUpperCase())} ${visible(name)}  ${visible(error?.message ?? result?.summary.text ?? '')}`.trimEnd();
    }
    case 'run.finished': {
      const word = event.outcome === 'cancelled' ? 'CANCELLED' : describeVerdict(event.verdict);
      const tone = event.outcome === 'cancelled' ? 'warning' : event.verdict.status;
      return `${paint(style, tone, word)} ${visible(state.scenario)}  ${visible(event.folder)}`;
    }
    default:
      return undefined;
  }
}

function timeText(step: StepState | undefined): string {
  if (step?.startedAt === undefined || step.finishedAt === undefined) return '';
  return ` in ${formatDuration(Date.parse(step.finishedAt) - Date.parse(step.startedAt))}`;
}
