import { z } from 'zod';

const pair = z.looseObject({ name: z.string().min(1), value: z.string() });

/** What of a container definition has an effect here; everything else is kept and shown. */
const containerDefinition = z.looseObject({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
  image: z.string().min(1),
  essential: z.boolean().default(true),
  entryPoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  workingDirectory: z.string().optional(),
  environment: z.array(pair).default([]),
  secrets: z.array(z.looseObject({ name: z.string().min(1), valueFrom: z.string() })).default([]),
  /** Seconds between SIGTERM and SIGKILL. */
  stopTimeout: z.int().min(0).max(120).default(30),
  memory: z.int().min(4).optional(),
  memoryReservation: z.int().min(4).optional(),
  user: z.string().optional(),
  readonlyRootFilesystem: z.boolean().optional(),
  linuxParameters: z.looseObject({ initProcessEnabled: z.boolean().optional() }).optional(),
  logConfiguration: z.looseObject({ logDriver: z.string(), options: z.record(z.string(), z.string()).default({}) }).optional(),
});

export type ContainerDefinition = z.infer<typeof containerDefinition>;

/** What a registration says of a task definition. */
export const registerContent = z.looseObject({
  family: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
  containerDefinitions: z.array(containerDefinition),
  networkMode: z.string().optional(),
  requiresCompatibilities: z.array(z.string()).default([]),
  executionRoleArn: z.string().optional(),
  cpu: z.string().optional(),
  memory: z.string().optional(),
});

export type RegisterContent = z.infer<typeof registerContent>;

/** A revision of a family. Its content never changes, only its status does. */
export interface TaskDefinition extends RegisterContent {
  readonly taskDefinitionArn: string;
  readonly revision: number;
  readonly status: 'ACTIVE' | 'INACTIVE';
  /** Seconds since 1970. */
  readonly registeredAt: number;
}
