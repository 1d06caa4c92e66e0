import { artifactMutation } from '../kinds/artifact-mutation.ts';
import { deliveriesOf } from '../kinds/deliveries.ts';
import { withArtifacts } from '../scratch.ts';

/** Nothing arrived where the delivery goes, and nobody says so. */
export const missingDelivery = artifactMutation({
  id: 'missing-delivery',
  title: 'nothing was delivered',
  check: (output) => `delivery: { delivered: ${output} }`,
  outputs: deliveriesOf,
  change: ({ pair }, output) => withArtifacts(pair, (all) => all.filter((one) => one.output !== output)),
});
