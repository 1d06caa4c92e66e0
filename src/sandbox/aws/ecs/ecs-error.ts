import { z } from 'zod';
import { AwsError } from '../aws-error.ts';

/** Reads the input of an ECS operation. Throws InvalidParameterException, naming the member. */
export function ecsInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalidParameter(`Invalid value for ${issue?.path.join('.') ?? 'the request'}: ${issue?.message ?? ''}`);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError(400, 'InvalidParameterException', message);
}

export function clientException(message: string): AwsError {
  return new AwsError(400, 'ClientException', message);
}

/** Lists of names or ARNs, as many operations take them. */
export const textList = z.array(z.string());
