import { artifactMutation } from '../kinds/artifact-mutation.ts';
import { deliveriesOf } from '../kinds/deliveries.ts';
import { withArtifacts } from '../scratch.ts';

/** The delivery arrived a second time, under another name. */
export const doubleDelivery = artifactMutation({
  id: 'double-delivery',
  title: 'a file was delivered twice',
  check: (output) => `delivery: { delivered: ${output} }`,
  outputs: deliveriesOf,
  change: ({ pair }, output) =>
    withArtifacts(pair, (all) =>
      all.flatMap((one) => (one.output === output ? [one, { ...one, name: `${one.name}.1`, path: `${one.path}.1` }] : [one])),
    ),
});
