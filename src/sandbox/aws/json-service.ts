import { sha256 } from '../../runtime/hash.ts';
import { AwsError } from './aws-error.ts';
import type { Answer } from './http/answer.ts';
import { type Incoming, readBody } from './http/incoming.ts';
import { type Caller, verifySignature } from './signature/verify-signature.ts';

/** A service of the AWS JSON 1.1 protocol. */
export interface JsonService {
  /** As in the credential's scope: `ecs`, `logs`. */
  readonly name: string;
  /** What stands before the dot in `X-Amz-Target`. */
  readonly target: string;
  /** Runs an operation; undefined when there is none of that name. */
  call(operation: string, input: unknown): Promise<unknown> | undefined;
}

/** Larger than any request of these services. */
const LARGEST_BODY = 4 << 20;

/** Answers a request of a JSON service: verified first, errors as `__type` and `message`. Throws only what is a defect. */
export async function answerJson(request: Incoming, service: JsonService, caller: Caller, now: Date): Promise<Answer> {
  try {
    const body = await readBody(request.stream, LARGEST_BODY);
    verifySignature(request, service.name, caller, now, sha256(body));
    const operation = (request.header('x-amz-target') ?? '').slice(service.target.length + 1);
    const running = service.call(operation, parseBody(body));
    if (running === undefined) throw new AwsError(400, 'UnknownOperationException', `The operation ${operation} is not implemented.`);
    return jsonAnswer(200, (await running) ?? undefined);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const document = { __type: error.code, message: error.message, ...error.fields };
    return jsonAnswer(error.status, document, { 'x-amzn-errortype': error.code });
  }
}

function parseBody(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as unknown);
  } catch {
    throw new AwsError(400, 'SerializationException', 'The request body is no JSON.');
  }
}

function jsonAnswer(status: number, document: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', ...headers },
    body: document === undefined ? '' : JSON.stringify(document),
  };
}
