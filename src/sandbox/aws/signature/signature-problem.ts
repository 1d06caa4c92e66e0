import { AwsError } from '../aws-error.ts';

/** Why a signature was refused. */
export type SignatureProblem = 'missing' | 'malformed' | 'unknown-key' | 'mismatch' | 'skewed' | 'expired' | 'wrong-region' | 'unsigned-header';

const S3: Readonly<Record<SignatureProblem, readonly [status: number, code: string, message: string]>> = {
  missing: [403, 'AccessDenied', 'Access Denied'],
  malformed: [400, 'AuthorizationHeaderMalformed', 'The authorization header that you provided is not valid.'],
  'unknown-key': [403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'],
  mismatch: [
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  ],
  skewed: [403, 'RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.'],
  expired: [403, 'AccessDenied', 'Request has expired'],
  'wrong-region': [400, 'AuthorizationHeaderMalformed', 'The authorization header is malformed; the region or service of the credential is wrong.'],
  'unsigned-header': [403, 'AccessDenied', 'There were headers present in the request which were not signed'],
};

const JSON_SERVICES: typeof S3 = {
  missing: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  malformed: [403, 'IncompleteSignatureException', 'Authorization header requires Credential, SignedHeaders and Signature.'],
  'unknown-key': [403, 'UnrecognizedClientException', 'The security token included in the request is invalid.'],
  mismatch: [
    403,
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  ],
  skewed: [403, 'InvalidSignatureException', 'Signature expired or not yet current.'],
  expired: [403, 'InvalidSignatureException', 'Signature expired.'],
  'wrong-region': [403, 'InvalidSignatureException', 'Credential should be scoped to a valid region and service.'],
  'unsigned-header': [403, 'InvalidSignatureException', 'There were headers present in the request which were not signed'],
};

/** The refusal in the words of the service: S3's codes, or those that the JSON services have in common. */
export function signatureError(service: string, problem: SignatureProblem): AwsError {
  const [status, code, message] = (service === 's3' ? S3 : JSON_SERVICES)[problem];
  return new AwsError(status, code, message);
}
