/** Which package brings a program: Alpine's and Debian's name. From the package indexes of Alpine 3.22 and Debian 12; what is in both base images is left out. */
const PACKAGES: Readonly<Record<string, readonly [alpine: string, debian: string]>> = {
  aws: ['aws-cli', 'awscli'],
  bash: ['bash', 'bash'],
  bc: ['bc', 'bc'],
  bzip2: ['bzip2', 'bzip2'],
  curl: ['curl', 'curl'],
  dig: ['bind-tools', 'bind9-dnsutils'],
  expect: ['expect', 'expect'],
  file: ['file', 'file'],
  ftp: ['tnftp', 'ftp'],
  gawk: ['gawk', 'gawk'],
  git: ['git', 'git'],
  gpg: ['gnupg', 'gnupg'],
  iconv: ['musl-utils', 'libc-bin'],
  jq: ['jq', 'jq'],
  lftp: ['lftp', 'lftp'],
  locale: ['musl-locales', 'libc-bin'],
  mail: ['mailx', 'bsd-mailx'],
  mutt: ['mutt', 'mutt'],
  mysql: ['mysql-client', 'default-mysql-client'],
  mysqldump: ['mysql-client', 'default-mysql-client'],
  mariadb: ['mariadb-client', 'mariadb-client'],
  nkf: ['nkf', 'nkf'],
  node: ['nodejs', 'nodejs'],
  openssl: ['openssl', 'openssl'],
  perl: ['perl', 'perl'],
  pg_dump: ['postgresql16-client', 'postgresql-client'],
  php: ['php', 'php-cli'],
  psql: ['postgresql16-client', 'postgresql-client'],
  python: ['python3', 'python-is-python3'],
  python3: ['python3', 'python3'],
  rsync: ['rsync', 'rsync'],
  ruby: ['ruby', 'ruby'],
  scp: ['openssh-client-default', 'openssh-client'],
  sendmail: ['msmtp', 'msmtp-mta'],
  sftp: ['openssh-client-default', 'openssh-client'],
  sqlite3: ['sqlite', 'sqlite3'],
  ssh: ['openssh-client-default', 'openssh-client'],
  sshpass: ['sshpass', 'sshpass'],
  sudo: ['sudo', 'sudo'],
  unzip: ['unzip', 'unzip'],
  wget: ['wget', 'wget'],
  xmllint: ['libxml2-utils', 'libxml2-utils'],
  xz: ['xz', 'xz-utils'],
  zip: ['zip', 'zip'],
  zstd: ['zstd', 'zstd'],
};

/** Whether a package that brings a program is among those of a Dockerfile; undefined where the program is of every base image, or of no package that is known here. Versions in names count as the same. */
export function bringsProgram(program: string, packages: readonly string[]): boolean | undefined {
  const found = Object.hasOwn(PACKAGES, program) ? PACKAGES[program] : undefined;
  const plain = (name: string) => name.replace(/\d+(?:\.\d+)*/g, '').replace(/-(?:client-default|client)$/, '');
  return found === undefined ? undefined : packages.some((one) => found.some((name) => plain(name) === plain(one)));
}

/** How to install what brings a program, for each base image. */
export function installLine(program: string, packaging: 'apk' | 'apt' | 'unknown'): string {
  const found = Object.hasOwn(PACKAGES, program) ? PACKAGES[program] : undefined;
  if (found === undefined) return `# the package that has ${program} is not in Twinrun's list: apk search / apt-file search`;
  const [alpine, debian] = found;
  const [apk, apt] = [`RUN apk add --no-cache ${alpine}`, `RUN apt-get update && apt-get install -y --no-install-recommends ${debian}`];
  return packaging === 'unknown' ? `${apk}   # Alpine\n${apt}   # Debian` : packaging === 'apk' ? apk : apt;
}
