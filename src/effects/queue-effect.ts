import { z } from 'zod';
import type { Connections } from '../connections/connections.ts';
import type { EffectKind } from '../model/effect-kind.ts';

const target = z.strictObject({
  url: z
    .url()
    .describe(
      'URL of the SQS queue that the batch sends to. Only one that nobody else uses at the time: its messages are counted, and SQS counts roughly',
    ),
});

/** SQS says "approximate" of all of them, and means within about a minute. */
const COUNTS = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesDelayed', 'ApproximateNumberOfMessagesNotVisible'] as const;

/** Counts the messages of a queue, visible or not; receives none. A count that stays is a sign and no proof: a consumer may have taken what was sent. */
export function queueEffect(connections: Connections): EffectKind<z.infer<typeof target>> {
  return {
    kind: 'queue',
    target,
    async look({ url }, x) {
      const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
      const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] });
      const { Attributes = {} } = await connections.aws().sqs.send(command, { abortSignal: x.signal });
      return [{ name: url, size: COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0) }];
    },
  };
}
