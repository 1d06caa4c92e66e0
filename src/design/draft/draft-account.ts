import type { SurveyEntry } from '../../model/survey.ts';
import { BLANK, remark } from './words.ts';

/** Lines of `purpose:`, all blank: nothing on a host says what a batch is for. */
export function purposeLines({ comment, environment, user }: SurveyEntry): readonly string[] {
  const told = environment.MAILTO || user;
  return [
    ...(comment === undefined ? [] : [remark(`The crontab says: ${comment}`)]),
    'purpose:',
    remark('What does it produce, in one sentence?', '  '),
    `  what: ${BLANK}`,
    remark('Why was it made, and who would miss it?', '  '),
    `  why: ${BLANK}`,
    remark(`Which team answers for it? What it prints goes to ${told}.`, '  '),
    `  owner: ${BLANK}`,
    remark('Is it still needed: `open`, or until when (YYYY-MM-DD)? If not: twinrun draft --retire.', '  '),
    `  neededUntil: ${BLANK}`,
    'disposition: migrate',
  ];
}

/** Lines of `impact:`, all blank. */
export function impactLines({ environment, user }: SurveyEntry): readonly string[] {
  const questions: readonly (readonly [string, string])[] = [
    ['who', 'Who is hit if it fails?'],
    ['what', 'How are they hit?'],
    ['urgency', 'How soon must it be mended: 1d?'],
    ['onCall', `Whom does one call, and how? What it prints goes to ${environment.MAILTO || user}.`],
    ['owner', 'Who decides?'],
    ['partnerContact', 'Whom does one call at the partner? `none` with the reason if there is no partner.'],
  ];
  return ['impact:', ...questions.flatMap(([field, question]) => [remark(question, '  '), `  ${field}: ${BLANK}`])];
}
