import { MOST_BYTES } from './bundle-folder.ts';
import { CAPTURE_MARK } from './capture-text.ts';

/** Names of one folder that a capture lists at most. */
export const LISTED = 300;

/** Files that one capture holds at most. */
const MOST_FILES = 3_000;

/** `@{` stands for the dollar sign and brace of the shell. */
const TEXT = String.raw`#!/bin/sh
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
  set -- $(ls -ldn -- "$root$1" 2>/dev/null)
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
  elif ! tr -d '\000' < "$root$1" | cmp -s - "$root$1"; then left='binary'
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

printf '${CAPTURE_MARK} 1 %s\n' $encoding
fact clock "$(date +%s)"
fact user "$(id -un 2>/dev/null)"
if [ -z "$root" ]; then
  fact hostname "$(hostname 2>/dev/null || uname -n)"
  fact kernel "$(uname -sr)"
  fact offset "$(date +%z)"
  fact zone "$(cat /etc/timezone 2>/dev/null || readlink /etc/localtime 2>/dev/null | sed 's,.*zoneinfo/,,')"
  fact os "$( [ -r /etc/os-release ] && . /etc/os-release && printf %s "$PRETTY_NAME" || cat /etc/system-release 2>/dev/null )"
  fact memoryMiB "$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null)"
  fact diskUsedMiB "$(df -Pk 2>/dev/null | awk 'NR > 1 && index($1, "/dev/") == 1 { used += $3 } END { print int(used / 1024) }')"
  fact LANG "$(sed -n 's/^LANG=//p' /etc/default/locale /etc/locale.conf /etc/sysconfig/i18n 2>/dev/null | tr -d '"' | head -n 1)"
  passwords() { getent passwd || cat /etc/passwd; }
  accounts() { passwords | awk -F: -v OFS=: '{ $2 = "x"; print }'; }
  listening() { ss -ltnp || netstat -ltnp || netstat -ltn || cat /proc/net/tcp; }
  mounts() { cat /proc/mounts || mount; }
  opened() { for l in /var/log/auth.log /var/log/secure /var/log/xferlog /var/log/vsftpd.log; do [ -r $l ] && grep -e 'open "' -e ' o ' -e 'DOWNLOAD' $l; done | tail -n 1000; }
  answer accounts accounts
  answer last last -n 1000 -w
  answer mounts mounts
  answer listening listening
  answer transfers opened
  answer own-crontab crontab -l
  answer timers systemctl list-timers --all --no-pager
fi
set -f
for f in /etc/crontab /etc/anacrontab /etc/environment /etc/default/cron /etc/default/locale /etc/profile /etc/cron.allow /etc/cron.deny /etc/exports /etc/timezone; do take $f; done
left=
job /etc/crontab /root
job /etc/anacrontab /root
for d in cron.d cron.hourly cron.daily cron.weekly cron.monthly; do folder /etc/$d /root; done
for d in /var/spool/cron/crontabs /var/spool/cron; do
  if [ -d "$root$d" ]; then
    if [ -r "$root$d" ]; then
      for n in $(names $d); do
        if [ -f "$root$d/$n" ]; then take "$d/$n"; job "$d/$n" "$(home_of "$n")"; fi
      done
    else unread $d 'may not be listed by this user: crontabs of others are missing'; fi
  fi
done
for d in /var/spool/cron/atjobs /var/spool/at; do
  if [ -d "$root$d" ]; then if [ -r "$root$d" ]; then folder $d /root; else unread $d 'may not be listed by this user: at jobs are missing'; fi; fi
done
for d in /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
  [ -d "$root$d" ] || continue
  if [ -L "$root@{d%/systemd/system}" ]; then continue; fi
  for n in $(names $d); do
    case $n in
      *.timer) take $d/$n; s=$d/@{n%.timer}.service; take $s; job $s /root ;;
      timers.target.wants | *.target.wants) for w in $(names $d/$n); do case $w in *.timer) link $d/$n/$w ;; esac; done ;;
      *.timer.d | *.service.d) folder $d/$n '' ;;
    esac
  done
done
for h in "$HOME" $( [ -n "$root" ] || getent passwd 2>/dev/null | awk -F: '$3 == 0 || $3 >= 500 { print $6 }' | sort -u | head -n 100 ); do
  h=@{h#"$root"}
  case $h in / | /nonexistent | '') continue ;; esac
  for n in .profile .bashrc .bash_profile .pgpass .netrc .my.cnf .aws/config .aws/credentials; do if [ -f "$root$h/$n" ]; then take "$h/$n"; fi; done
  for n in $(names "$h/.ssh"); do if [ -f "$root$h/.ssh/$n" ]; then take "$h/.ssh/$n"; fi; done
done
for f in "$@"; do
  if [ -d "$root$f" ]; then
    printf 'folder %s %s\n' "$(named "$f")" "$(about "$f")"
    for n in $(names "$f" | head -n ${LISTED}); do if [ -f "$root$f/$n" ]; then printf 'file %s %s only listed\n' "$(named "$f/$n")" "$(about "$f/$n")"; fi; done
  else take "$f"; job "$f" "@{f%/*}"; fi
done
round=0
while [ -n "$queue" ] && [ $round -lt 6 ]; do
  round=$((round + 1)) more=
  IFS=$nl
  for line in $queue; do unset IFS; follow "@{line%% *}" "@{line#* }"; done
  unset IFS
  queue=$more
done
echo end
`;

/** The one script that reads a host: POSIX sh, read-only; further files to read are its arguments. */
export const captureScript: string = TEXT.replaceAll('@{', '${');
