import { shellQuote } from '../connections/ssh/ssh-command.ts';

/** What is asked of an environment, beside what is always asked. */
export interface Question {
  /** Programs that scripts need. */
  readonly commands: readonly string[];
  /** Names of environment variables; only whether they are set is asked, never their value. */
  readonly variables: readonly string[];
  /** Absolute paths that scripts read, and those that they write. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** IANA names whose data must be there. */
  readonly zones: readonly string[];
  readonly endpoints: readonly Endpoint[];
  /** Where the batch's scripts lie, relative to where it is started. */
  readonly folder: string;
}

/** What is connected to, under a name of its own. */
export interface Endpoint {
  readonly name: string;
  readonly host: Said;
  readonly port: Said;
}

/** By a variable of the environment that is asked, or by itself. */
export type Said = { readonly variable: string } | { readonly text: string };

/** Of whatever else is printed beside it, only lines with this mark count. */
export const MARK = '@twinrun-preflight';

const CA_BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem', '/etc/ssl/ca-bundle.pem'];

/**
 * A read-only POSIX sh script that says what there is where it runs: one `@twinrun-preflight <key>=<value>` a line. ECS takes at most 8192 characters of
 * overrides, so it is short. It runs under dash, bash and BusyBox.
 */
export function probeScript({ commands, variables, reads, writes, zones, endpoints, folder }: Question): string {
  const list = (words: readonly string[]) => words.map(shellQuote).join(' ');
  return [
    `p(){ printf '${MARK} %s=%s\\n' "$1" "$2"; }`,
    'p os "$(. /etc/os-release 2>/dev/null; printf %s "$ID $VERSION_ID")"',
    'p libc "$(ldd --version 2>&1|head -n 1)"',
    'p uid "$(id -u)"; p user "$(id -un 2>/dev/null)"; p groups "$(id -Gn 2>/dev/null)"',
    'p tz "$TZ"; p offset "$(date +%z)"',
    `for z in ${list(zones)}; do p "zone.$z" "$(TZ=$z date +%z)"; done`,
    'p lang "${LC_ALL:-${LANG:-}}"; p charmap "$(locale charmap 2>/dev/null)"',
    `p sort "$(printf 'b\\nA\\na\\nB\\n'|sort|tr -d '\\n')"`,
    `for c in ${list(commands)}; do p "command.$c" "$(command -v "$c" 2>/dev/null)"; done`,
    `for v in ${list(variables)}; do if eval "[ -n \\"\\\${$v+x}\\" ]"; then p "variable.$v" set; else p "variable.$v" ""; fi; done`,
    `for f in ${list(reads)}; do if [ -r "$f" ]; then p "read.$f" yes; elif [ -e "$f" ]; then p "read.$f" denied; else p "read.$f" absent; fi; done`,
    ...(writes.length === 0 ? [] : [WRITES]),
    `for f in ${list(writes)}; do w "$f"; done`,
    `for f in ${list(CA_BUNDLES)}; do [ -r "$f" ] && p ca "$f"; done`,
    'd=${TMPDIR:-/tmp}; [ -w "$d" ] && p tmp "$(df -Pk "$d" 2>/dev/null|tail -n 1|awk \'{print $4}\')"',
    `cd ${shellQuote(folder)} 2>/dev/null && p settz "$(cat *.sh 2>/dev/null|grep -oE '(^|[ ;])TZ=[^A-Za-z0-9$]?[A-Za-z0-9_/+-]+'|tail -n 1|sed 's/.*=//;s/^[^A-Za-z0-9]//')" && p collate "$(cat *.sql *.sh 2>/dev/null|grep -v '^ *--'|grep -oiE 'collate +"?[a-z0-9_.-]+"?'|sort -u|tr '\\n' ';')"`,
    REACH,
    ...endpoints.map(({ name, host, port }) => `r ${shellQuote(name)} ${word(host)} ${word(port, '22')}`),
    'p end yes; exit 0',
  ]
    .filter((line) => !line.startsWith('for c in ;') && !/^for \w in ; /.test(line))
    .join('\n');
}

function word(said: Said, otherwise = ''): string {
  return 'text' in said ? shellQuote(said.text) : `"\${${said.variable}:-${otherwise}}"`;
}

/** A file or folder that may be written, or the folder above it: the nearest that is there says whether it may be made. Touches nothing. */
const WRITES = `w(){ f=$1; n=0; while [ ! -e "$f" ]; do case $f in */*[!/]*) f=\${f%/*}; [ -n "$f" ] || f=/;; *) break;; esac; n=$((n+1)); done
if [ ! -w "$f" ]; then p "write.$1" "denied $f"; elif [ -d "$f" ] || [ $n = 0 ]; then p "write.$1" "$n $f"; else p "write.$1" "denied $f"; fi; }`;

/** Looks a name up, opens a connection and closes it again; says nothing to the other end. */
const REACH = `r(){ [ -n "$2" ] || { p "reach.$1" unset; return; }
case $2 in *:*) ;; *[!0-9.]*) if command -v getent >/dev/null 2>&1 && ! getent hosts "$2" >/dev/null 2>&1; then p "reach.$1" "dns $2:$3"; return; fi;; esac
if command -v nc >/dev/null 2>&1; then nc -z -w 5 "$2" "$3" </dev/null >/dev/null 2>&1; c=$?
elif command -v bash >/dev/null 2>&1; then timeout 5 bash -c ': <>"/dev/tcp/$0/$1"' "$2" "$3" 2>/dev/null; c=$?
else c=no-tool; fi
p "reach.$1" "$c $2:$3"; }`;
