import type { RunEvent } from '../model/event.ts';
import { message } from '../model/message.ts';
import type { RunState, StepState } from './run-state.ts';

/** The state after one more event of the same run. Pure; events that it does not know change nothing. */
export function foldEvent(before: RunState | undefined, event: RunEvent): RunState {
  const state = before ?? { run: event.run, scenario: '', startedAt: event.at, steps: [], checks: [] };
  switch (event.type) {
    case 'run.started': {
      const steps = event.plan.map((step): StepState => ({ ...step, status: 'waiting' }));
      return { ...state, scenario: event.scenario, startedAt: event.at, steps };
    }
    case 'step.intended':
      return withStep(state, event, (step) => ({ ...step, status: 'running', startedAt: event.at }));
    case 'step.finished':
      return withStep(state, event, (step) => ({ ...step, status: event.outcome.status, finishedAt: event.at, outcome: event.outcome }));
    case 'progress': {
      const { done, total, unit } = event;
      return withStep(state, event, (step) => ({ ...step, progress: { done, unit, ...(total === undefined ? {} : { total }) } }));
    }
    case 'output':
      return withStep(state, event, (step) => ({ ...step, lastLine: event.text.replace(/\r?\n$/, '') }));
    case 'check.judged':
      return { ...state, checks: [...state.checks, event.check] };
    case 'run.finished': {
      const { verdict, folder, outcome } = event;
      return { ...state, finishedAt: event.at, finished: { verdict, folder, outcome } };
    }
    default:
      return state;
  }
}

/** The state that a list of events of one run leads to; undefined for no event. */
export function foldEvents(events: Iterable<RunEvent>): RunState | undefined {
  let state: RunState | undefined;
  for (const event of events) state = foldEvent(state, event);
  return state;
}

type StepEvent = Extract<RunEvent, { readonly step: string }>;

/** Changes the step of an event; one that was not planned is added at the end, for what was done must show. */
function withStep(state: RunState, event: StepEvent, change: (step: StepState) => StepState): RunState {
  if (state.steps.some((step) => step.step === event.step)) {
    return { ...state, steps: state.steps.map((step) => (step.step === event.step ? change(step) : step)) };
  }
  const side = 'side' in event && event.side !== undefined ? { side: event.side } : {};
  const added: StepState = {
    step: event.step,
    title: message('step.unplanned', '{step}', { step: event.step }),
    ...side,
    details: [],
    status: 'waiting',
  };
  return { ...state, steps: [...state.steps, change(added)] };
}
