import { MOST_BYTES } from './bundle-folder.ts';

/** Files that one capture holds at most. */
const MOST_FILES = 3_000;

/** The head of the capture script, and what it is made of. `@{` stands for the dollar sign and brace of the shell. */
export const CAPTURE_FUNCTIONS = String.raw`#!/bin/sh
# Reads what the schedulers of this host start, and prints it as text on stdout. Writes nothing, changes nothing, needs no root: what
# it may not read it lists. Never prints private keys, password files or shadow. Arguments: further files to read.
# On purpose without a newer shell: dash, bash and busybox of old hosts run it. Save it like so:  (umask 077; sh capture.sh > host.capture)
LC_ALL=C; export LC_ALL
set -f
root=@{TWINRUN_ROOT:-}
# The rehearsal host of Twinrun is a folder of another machine.
if [ "@{TWINRUN_SANDBOX:-}" = 1 ]; then root=@{HOME%/home/*}; fi
nl='
'
if [ "$(printf 'ab' | base64 2>/dev/null)" = YWI= ]; then encoding=base64; encode() { base64; }
elif [ "$(printf 'ab' | openssl base64 2>/dev/null)" = YWI= ]; then encoding=base64; encode() { openssl base64; }
else encoding=hex; encode() { od -An -v -tx1; }; fi
body() { encode | sed 's/^ */ /'; }
named() { case $1 in *[!A-Za-z0-9_./+@:,~-]*) printf %s "$1" | encode | tr -d ' \n' ;; *) printf '=%s' "$1" ;; esac; }
fact() { if [ -n "$2" ]; then printf 'fact %s\n' "$1"; printf %s "$2" | body; fi; }
answer() { name=$1; shift; out=$("$@" 2>/dev/null </dev/null | head -n 2000); if [ -n "$out" ]; then printf 'answer %s\n' "$name"; printf '%s\n' "$out" | body; fi; }
unread() { printf 'unread %s %s\n' "$(named "$1")" "$2"; }
about() { # mode owner size modified accessed
  stat -c '%a %U %s %Y %X' -- "$root$1" 2>/dev/null && return
  set -- $(ls -ld -- "$root$1" 2>/dev/null)
  printf '%s %s %s - -\n' - "@{3:--}" "@{5:-0}"
}
sensitive() {
  case $1 in
    */.ssh/config | */.ssh/known_hosts | */.ssh/authorized_keys) return 1 ;;
    */.ssh/* | */etc/shadow* | */etc/gshadow* | */etc/sudoers | */etc/krb5.keytab | */etc/security/opasswd | */etc/ssh/ssh_host_*_key) return 0 ;;
    */.pgpass | */.netrc | */.my.cnf | */.mylogin.cnf | */.s3cfg | */.boto | */.htpasswd | */.git-credentials | */.aws/credentials) return 0 ;;
    */.gnupg/* | */ssl/private/* | *.pem | *.key | *.p12 | *.pfx | *.jks | *.keytab) return 0 ;;
  esac
  return 1
}
seen=$nl
count=0
queue=
known() { case $seen in *"$nl$1$nl"*) return 0 ;; esac; return 1; }
link() { if [ -L "$root$1" ]; then printf 'link %s\n' "$(named "$1")"; readlink "$root$1" 2>/dev/null | sed "s,^$root/,/," | body; fi; }
# One file with its content, or with why it has none.
take() {
  left=none
  case $1 in *"$nl"*) unread "$1" 'its name has several lines'; return ;; esac
  known "$1" && return
  [ -f "$root$1" ] || return 0
  seen=$seen$1$nl
  count=$((count + 1))
  if [ $count -gt ${MOST_FILES} ]; then [ $count -gt ${MOST_FILES + 1} ] || unread / 'more than ${MOST_FILES} files: the rest was left out'; return 0; fi
  link "$1"
  if sensitive "$1"; then left='a secret'
  elif [ ! -r "$root$1" ]; then left='may not be read'; unread "$1" 'may not be read by this user'
  elif [ "$(wc -c < "$root$1" 2>/dev/null | tr -d ' ')" -gt ${MOST_BYTES} ]; then left='larger than ${MOST_BYTES} bytes'
  elif grep -q -e '-----BEGIN [A-Z ]*PRIVATE KEY' "$root$1" 2>/dev/null; then left='a secret'
  elif [ "$(tr -d '\000' < "$root$1" | wc -c)" -ne "$(wc -c < "$root$1")" ]; then left='binary'
  else left=; fi
  printf 'file %s %s%s\n' "$(named "$1")" "$(about "$1")" "@{left:+ $left}"
  if [ -z "$left" ]; then body < "$root$1"; fi
}
names() { ( cd "$root$1" 2>/dev/null || exit; set +f; for n in * .[!.]*; do if [ -e "$n" ] || [ -L "$n" ]; then printf '%s\n' "$n"; fi; done ); }
# A folder whose every file is read.
folder() {
  [ -d "$root$1" ] || return 0
  if [ ! -r "$root$1" ] || [ ! -x "$root$1" ]; then unread "$1" 'may not be listed by this user'; return 0; fi
  printf 'folder %s %s\n' "$(named "$1")" "$(about "$1")"
  set +f
  for f in "$root$1"/* "$root$1"/.[!.]*; do
    set -f
    f=@{f#"$root"}
    if [ -f "$root$f" ]; then take "$f"; job "$f" "$2"; elif [ -L "$root$f" ]; then link "$f"; fi
  done
  set -f
}
# Remembers a file to be looked through, and whose home its relative names are in.
job() { if [ -n "$2" ] && [ -z "$left" ]; then queue="$queue$2 $1$nl"; fi; }
home_of() { h=$(getent passwd "$1" 2>/dev/null | cut -d: -f6); if [ -n "$root" ] || [ -z "$h" ]; then h=/home/$1; [ "$1" = root ] && h=/root; fi; printf %s "$h"; }
# What looks like the name of a file, in a text: cut at all that cannot be in such a name.
tokens() { sed 's/^[[:space:]]*#[^!].*//' "$root$1" 2>/dev/null | tr -s ' \t"'\'';|&<>(){}=,:$*?[]!\140' '\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n' | grep -e '[./]' -e '^[A-Za-z0-9_-]*$' | grep -v -e '^[-+.0-9]*$' -e '^/dev/' -e '^/proc/' -e '^/bin/' -e '^/usr/bin/' | sort -u | head -n 600; }
found() {
  [ -n "$root" ] || case $1 in /etc/passwd | /dev/* | /proc/* | /sys/* | /bin/* | /sbin/* | /usr/sbin/*) return 0 ;; esac
  known "$1" && return
  if [ -f "$root$1" ]; then take "$1"; [ -n "$left" ] || more="$more$home $1$nl"; fi
}
follow() {
  home=$1 script=$2
  here=@{script%/*}
  dirs=
  for t in $(tokens "$script"); do
    case $t in / | /etc | /usr | /var | /tmp | /opt | /home) ;; /*) if [ -d "$root$t" ]; then dirs="$dirs $t"; fi ;; esac
  done
  # Literally, since what a text holds is not ours to trust.
  for t in $(tokens "$script"); do
    t=@{t#./}
    # EnvironmentFile=-/etc/default/x
    case $t in -/*) t=@{t#-} ;; esac
    case $t in /*) ;; *[./]*) for d in $dirs; do found "@{d%/}/$t"; done ;; esac
    case $t in
      /*) if [ -f "$root$t" ]; then found "$t"; else found "$here$t"; fi ;;
      '~/'*) found "$home/@{t#'~/'}" ;;
      */*) found "$home/$t"; found "$here/$t"; found "$home/@{t#*/}"; found "$here/@{t#*/}" ;;
      *.*) found "$here/$t"; found "$home/$t" ;;
      *) found "/usr/local/bin/$t"; found "/usr/local/sbin/$t"; found "$home/bin/$t" ;;
    esac
  done
}
`;
