import { AwsError } from '../aws-error.ts';
import { element, xmlDocument } from '../xml/build-xml.ts';

/** S3's error document. */
export function s3ErrorDocument(error: AwsError, resource: string, requestId: string): string {
  const fields = Object.entries({ ...error.fields, Resource: resource, RequestId: requestId });
  return xmlDocument(
    element('Error', [
      element('Code', error.code),
      element('Message', error.message),
      ...fields.map(([name, value]) => element(name, String(value))),
    ]),
    '',
  );
}

export function noSuchKey(key: string): AwsError {
  return new AwsError(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });
}

export function noSuchBucket(bucket: string): AwsError {
  return new AwsError(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket });
}

export function preconditionFailed(condition: string): AwsError {
  return new AwsError(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', { Condition: condition });
}

export function invalidRequest(message: string): AwsError {
  return new AwsError(400, 'InvalidRequest', message);
}

export function invalidArgument(message: string, name: string, value: string): AwsError {
  return new AwsError(400, 'InvalidArgument', message, { ArgumentName: name, ArgumentValue: value });
}

/** For what this stand-in does not do: never answer as if it had been done. */
export function notImplemented(what: string): AwsError {
  return new AwsError(501, 'NotImplemented', `A header or operation you provided implies functionality that is not implemented: ${what}`);
}
