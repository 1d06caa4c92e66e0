import { AwsFailure } from './aws-failure.ts';

export interface AwsOptions {
  /** `cp`, `ls`, `rm`; `version` for --version. */
  readonly command: string;
  readonly paths: readonly string[];
  readonly region?: string;
  readonly endpoint?: string;
  /** Nothing is printed, errors neither. */
  readonly quiet: boolean;
  readonly onlyErrors: boolean;
}

const WITH_VALUE = new Set(['--region', '--endpoint-url']);
const WITHOUT_VALUE = new Set(['--quiet', '--only-show-errors', '--no-progress', '--version']);

/** Reads `aws s3 …`. Throws AwsFailure for what the stand-in does not offer. */
export function parseAwsOptions(args: readonly string[]): AwsOptions {
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    const [name = '', ...rest] = argument.split('=');
    if (WITHOUT_VALUE.has(argument)) options.set(argument, '');
    else if (WITH_VALUE.has(name)) {
      const value = rest.length > 0 ? rest.join('=') : args[++index];
      if (value === undefined) throw new AwsFailure(`argument ${name}: expected one argument`);
      options.set(name, value);
    } else if (argument.startsWith('--')) throw new AwsFailure(`option ${argument} is not offered by this stand-in of aws`);
    else words.push(argument);
  }
  const [service, command, ...paths] = words;
  const isVersion = options.has('--version');
  if (!isVersion && service !== 's3') throw new AwsFailure(`aws ${service ?? ''} is not offered by this stand-in: it has s3 cp, s3 ls and s3 rm`);
  const [region, endpoint] = [options.get('--region'), options.get('--endpoint-url')];
  return {
    command: isVersion ? 'version' : (command ?? ''),
    paths,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    quiet: options.has('--quiet'),
    onlyErrors: options.has('--only-show-errors') || options.has('--quiet'),
  };
}
