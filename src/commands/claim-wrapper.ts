import { shellQuote } from '../connections/ssh/ssh-command.ts';
import { TwinrunError } from '../model/error.ts';
import type { Scenario } from '../model/scenario.ts';
import type { AwsAddress } from '../model/world.ts';
import type { Workspace } from '../scenario/workspace.ts';
import { firesOfText } from '../schedule/cron-fires.ts';

const SPAN_MS = 400 * 86_400_000;
/** Of a daily batch, and of one that runs a few times a day: some 20 kB of script. */
const MOST_FIRES = 2_000;

/**
 * A POSIX sh script for hosts without Node: `sh claim.sh <command…>` takes the claim of the last fire in S3 and runs the command only if it got it. Exit codes: the command's own; 1 another has
 * the claim; 4 the store could not be asked. It needs `aws` (with conditional writes), or curl from 7.61 with openssl and od. The fires of the next 400 days are written into it.
 * `reached`: AWS as the hosts reach it, where they do (the sandbox's hosts are on this machine). Throws `claim.wrapper` (misuse) where the store is a folder, or the schedule fires too often.
 */
export function claimWrapper({ id, schedule }: Scenario, { store: { s3 }, aws }: Workspace, now: number, reached?: AwsAddress): string {
  if (s3 === undefined)
    throw refused('claims of another host must lie where both sides can reach them', 'Name a store on S3: `store: { s3: { bucket: … } }`.');
  const address = reached ?? ('sandbox' in aws ? undefined : aws);
  if (address === undefined) throw refused('the S3 of the sandbox is reached from this machine only', 'Name a real account under `aws:`.');
  const before = firesOfText(schedule.cron, schedule.zone, { from: now - SPAN_MS / 10, until: now + 1 }).slice(-1);
  const fires = [...new Set([...before, ...firesOfText(schedule.cron, schedule.zone, { from: now + 1, until: now + SPAN_MS })])];
  if (fires.length > MOST_FIRES)
    throw refused(
      `the schedule fires ${fires.length} times in 400 days, too often to be written into a script`,
      'Run `twinrun claim take` on the host.',
    );
  const endpoint = address.endpoint ?? `https://s3.${address.region ?? 'us-east-1'}.amazonaws.com`;
  const prefix = s3.prefix.replace(/^\/+|\/+$/g, '');
  const settings = {
    SCENARIO: id,
    BUCKET: s3.bucket,
    PREFIX: `${prefix === '' ? '' : `${prefix}/`}claims/${id}/`,
    REGION: address.region ?? 'us-east-1',
    ENDPOINT: endpoint.replace(/\/$/, ''),
    FIRES: fires.map((at) => Math.floor(at / 1000)).join(' '),
  };
  const head = Object.entries(settings).map(([name, value]) => `${name}=${shellQuote(value)}`);
  return `#!/bin/sh\n# The right to deliver for one fire of ${id}: sh claim.sh <command…>. Written by twinrun claim wrapper; valid until ${new Date(now + SPAN_MS).toISOString().slice(0, 10)}.\n${head.join('\n')}\n${BODY}`;
}

function refused(message: string, fix: string): TwinrunError {
  return new TwinrunError({ code: 'claim.wrapper', class: 'misuse', message, fix });
}

/** Signature Version 4 by hand: HMAC from its definition (RFC 2104), so that no secret stands among the arguments of a process. */
const BODY = String.raw`set -u
umask 077
no() { printf 'claim: %s\n' "$2" >&2; exit "$1"; }
[ $# -gt 0 ] || no 3 'say what to run: sh claim.sh <command>'
LC_ALL=C; export LC_ALL

# The fire: what the scheduler says, or the last one that is written here.
now=$(date +%s); fire=
for at in $FIRES; do if [ "$at" -le "$now" ]; then fire=$at; else break; fi; done
[ "$at" -gt "$now" ] || no 4 'the fires that were written into this script are over: write it anew'
[ -n "$fire" ] || no 4 'no fire lies before now'
iso() { date -u -d "@$1" "$2" 2>/dev/null || date -u -r "$1" "$2"; }
if [ -n "${'$'}{TWINRUN_FIRE:-}" ]; then when=$TWINRUN_FIRE; else when=$(iso "$fire" +%Y-%m-%dT%H:%M:%SZ); fi
case $when in [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z) ;; *) no 3 "TWINRUN_FIRE must look like 2026-03-31T16:30:00Z: $when" ;; esac
key=$PREFIX$(printf %s "$when" | tr -d ':-')/0000.json
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
work=$(mktemp -d) || no 4 'no temporary folder'
trap 'rm -rf "$work"' EXIT
host=$(uname -n | tr -cd 'A-Za-z0-9._-')
printf '{"schema":"twinrun.claim/1","scenario":"%s","fire":"%s","epoch":0,"by":"wrapper %s on %s","at":"%s","token":"%s"}\n' \
  "$SCENARIO" "$when" "$$" "$host" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$token" > "$work/claim"

hex() { od -An -v -tx1 | tr -d ' \n'; }
unhex() { s=$1; while [ -n "$s" ]; do r=${'$'}{s#??}; printf "\\$(printf '%03o' "0x${'$'}{s%"$r"}")"; s=$r; done; }
sha() { openssl dgst -sha256 -r | cut -c1-64; }
pad() { s=$1; n=0; while [ $n -lt 64 ]; do if [ -n "$s" ]; then r=${'$'}{s#??}; b=0x${'$'}{s%"$r"}; s=$r; else b=0; fi; printf "\\$(printf '%03o' $((b ^ $2)))"; n=$((n + 1)); done; }
hmac() { inner=$({ pad "$1" 54; printf %s "$2"; } | sha); { pad "$1" 92; unhex "$inner"; } | sha; }

credentials() {
  [ -z "${'$'}{AWS_ACCESS_KEY_ID:-}" ] || return 0
  base=${'$'}{AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}/latest
  t=$(curl -sf -m 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$base/api/token") || return 1
  role=$(printf 'header = "X-aws-ec2-metadata-token: %s"\n' "$t" | curl -sf -m 5 -K - "$base/meta-data/iam/security-credentials/" | head -n 1) || return 1
  printf 'header = "X-aws-ec2-metadata-token: %s"\n' "$t" | curl -sf -m 5 -K - "$base/meta-data/iam/security-credentials/$role" > "$work/role" || return 1
  value() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" "$work/role"; }
  AWS_ACCESS_KEY_ID=$(value AccessKeyId); AWS_SECRET_ACCESS_KEY=$(value SecretAccessKey); AWS_SESSION_TOKEN=$(value Token)
  [ -n "$AWS_ACCESS_KEY_ID" ]
}

# s3 METHOD FILE: the answer into $work/answer; prints the status, 000 where nobody answered.
s3() {
  stamp=$(date -u +%Y%m%dT%H%M%SZ); day=${'$'}{stamp%T*}; body=$(sha < "$2")
  name=${'$'}{ENDPOINT#*://}; path=/$BUCKET/$key; extra=; names=
  [ "$1" = PUT ] && { extra='if-none-match:*
'; names='if-none-match;'; }
  tokens=; tokenNames=
  [ -z "${'$'}{AWS_SESSION_TOKEN:-}" ] || { tokens="x-amz-security-token:$AWS_SESSION_TOKEN
"; tokenNames=';x-amz-security-token'; }
  signed="host;${'$'}{names}x-amz-content-sha256;x-amz-date$tokenNames"
  request=$(printf '%s\n%s\n\nhost:%s\n%sx-amz-content-sha256:%s\nx-amz-date:%s\n%s\n%s\n%s' "$1" "$path" "$name" "$extra" "$body" "$stamp" "$tokens" "$signed" "$body" | sha)
  scope=$day/$REGION/s3/aws4_request
  k=$(printf 'AWS4%s' "$AWS_SECRET_ACCESS_KEY" | hex)
  for part in "$day" "$REGION" s3 aws4_request; do k=$(hmac "$k" "$part"); done
  mark=$(hmac "$k" "$(printf 'AWS4-HMAC-SHA256\n%s\n%s\n%s' "$stamp" "$scope" "$request")")
  {
    printf 'url = "%s%s"\nheader = "x-amz-date: %s"\nheader = "x-amz-content-sha256: %s"\n' "$ENDPOINT" "$path" "$stamp" "$body"
    printf 'header = "Authorization: AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"\n' "$AWS_ACCESS_KEY_ID" "$scope" "$signed" "$mark"
    [ -z "$tokens" ] || printf 'header = "x-amz-security-token: %s"\n' "$AWS_SESSION_TOKEN"
    [ "$1" = GET ] || printf 'request = "PUT"\nheader = "If-None-Match: *"\nheader = "Expect:"\ndata-binary = "@%s"\nheader = "Content-Type:"\n' "$2"
  } | curl -s -m 30 -o "$work/answer" -w '%{http_code}' -K - || printf 000
}

command -v curl >/dev/null 2>&1 && command -v openssl >/dev/null 2>&1 || tool=aws
if [ "${'$'}{tool:-${'$'}{TWINRUN_CLAIM_TOOL:-curl}}" = aws ]; then
  command -v aws >/dev/null 2>&1 || no 4 'neither curl with openssl nor aws is there: do not deliver'
  put() { if aws --region "$REGION" --endpoint-url "$ENDPOINT" s3api put-object --bucket "$BUCKET" --key "$key" --body "$work/claim" --if-none-match '*' >"$work/out" 2>&1; then echo 200; elif grep -q 'PreconditionFailed\|412' "$work/out"; then echo 412; else echo 000; fi; }
  get() { aws --region "$REGION" --endpoint-url "$ENDPOINT" s3api get-object --bucket "$BUCKET" --key "$key" "$work/answer" >/dev/null 2>&1 && echo 200 || echo 000; }
else
  credentials || no 4 'no credentials: do not deliver'
  : > "$work/empty"
  put() { s3 PUT "$work/claim"; }
  get() { s3 GET "$work/empty"; }
fi

code=000
for pause in 0 1 3; do
  sleep $pause
  code=$(put)
  case $code in 200 | 412) break ;; esac
done
mine=no
case $code in
  200) mine=yes ;;
  412)
    # An earlier try may have had its effect and lost its answer: the token tells.
    [ "$(get)" = 200 ] || no 4 'another has the claim, or an earlier try of this one: it could not be read. Do not deliver, and tell somebody'
    grep -q "\"token\":\"$token\"" "$work/answer" && mine=yes ;;
  *) no 4 "the claim could not be written (status $code): do not deliver, and tell somebody" ;;
esac
[ $mine = yes ] || no 1 "not yours: $when was taken, $(sed -n 's/.*"by":"\([^"]*\)".*/\1/p' "$work/answer")"
rm -rf "$work"
trap - EXIT
TWINRUN_FIRE=$when; export TWINRUN_FIRE
exec "$@"
`;
