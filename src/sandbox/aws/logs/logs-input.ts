import { z } from 'zod';
import { AwsError } from '../aws-error.ts';

/** Reads the input of a Logs operation. Throws InvalidParameterException, naming the member. */
export function logsInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalidParameter(
    `1 validation error detected: Value at '${issue?.path.join('.') ?? ''}' failed to satisfy constraint: ${issue?.message ?? ''}`,
  );
}

/** Throws what CloudWatch Logs answers to a parameter that makes no sense. */
export function invalidParameter(message: string): AwsError {
  return new AwsError(400, 'InvalidParameterException', message);
}

export const groupName = z.string().regex(/^[.\-_/#A-Za-z0-9]{1,512}$/);
export const streamName = z.string().regex(/^[^:*]{1,512}$/);
export const limit = (most: number) => z.int().min(1).max(most).default(most);
