import { AwsError } from '../aws-error.ts';
import type { XmlElement } from '../xml/build-xml.ts';
import { element } from '../xml/build-xml.ts';
import { childText, malformedXml, parseXml } from '../xml/parse-xml.ts';
import { receiveNothing, receiveText } from './receive-body.ts';
import { type S3Handler, xmlAnswer } from './s3-call.ts';
import { invalidArgument } from './s3-error.ts';

const ACTIONS = ['Expiration', 'Transition', 'NoncurrentVersionExpiration', 'NoncurrentVersionTransition', 'AbortIncompleteMultipartUpload'];

/** PutBucketLifecycleConfiguration. The rules are checked and kept; nothing expires here, as nothing does within hours on S3 either. */
export const putLifecycle: S3Handler = async (call) => {
  const bucket = call.store.get(call.bucket);
  const root = parseXml(await receiveText(call));
  const rules = root.children.filter((child) => child.name === 'Rule');
  if (root.name !== 'LifecycleConfiguration' || rules.length === 0 || rules.length > 1000) throw malformedXml();
  const named = rules.map((rule) => checkedRule(rule, call.ids.unique()));
  const identities = named.map((rule) => childText(rule, 'ID'));
  if (new Set(identities).size < identities.length) throw invalidArgument('RuleId must be unique. Found same ID for more than one rule.', 'ID', '');
  await bucket.setLifecycle(element('LifecycleConfiguration', named));
  return { status: 200 };
};

/** GetBucketLifecycleConfiguration. */
export const getLifecycle: S3Handler = async ({ store, bucket }) => {
  const { lifecycle } = store.get(bucket).record;
  if (lifecycle === undefined) {
    throw new AwsError(404, 'NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', { BucketName: bucket });
  }
  return xmlAnswer(lifecycle);
};

/** DeleteBucketLifecycle. */
export const deleteLifecycle: S3Handler = async (call) => {
  const bucket = call.store.get(call.bucket);
  await receiveNothing(call);
  await bucket.setLifecycle(undefined);
  return { status: 204 };
};

function checkedRule(rule: XmlElement, id: string): XmlElement {
  const status = childText(rule, 'Status');
  const places = rule.children.filter((child) => child.name === 'Filter' || child.name === 'Prefix');
  if ((status !== 'Enabled' && status !== 'Disabled') || places.length !== 1) throw malformedXml();
  const actions = rule.children.filter((child) => ACTIONS.includes(child.name));
  if (actions.length === 0) throw new AwsError(400, 'InvalidRequest', 'At least one action needs to be specified in a rule.');
  for (const action of actions) checkDays(action);
  return childText(rule, 'ID') === undefined ? element('Rule', [element('ID', id), ...rule.children]) : rule;
}

function checkDays(action: XmlElement): void {
  for (const { name, text } of action.children) {
    if (!name.endsWith('Days') && name !== 'DaysAfterInitiation') continue;
    const least = action.name.endsWith('Transition') ? 0 : 1;
    if (!/^\d{1,9}$/.test(text) || Number(text) < least) {
      throw invalidArgument(`'${name}' for ${action.name} action must be a positive integer`, name, text);
    }
  }
}
