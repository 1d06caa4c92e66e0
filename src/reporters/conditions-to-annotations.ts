import type { Condition } from '../model/gate.ts';
import { visible } from '../runtime/text.ts';

/**
 * Workflow commands of GitHub Actions (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands), one a condition that is not
 * green. What would end a command or begin another is escaped.
 */
export function conditionsToAnnotations(conditions: readonly { readonly of: string; readonly condition: Condition }[]): string {
  return conditions
    .filter(({ condition: { status } }) => status === 'fail' || status === 'inconclusive')
    .map(({ of, condition: { id, title, summary, fix, status } }) => {
      const text = [`${status}: ${title}: ${summary}`, ...(fix === undefined ? [] : [fix])].map((line) => visible(line)).join('\n');
      return `::error title=${property(`twinrun gate ${of} ${id}`)}::${data(text)}\n`;
    })
    .join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
