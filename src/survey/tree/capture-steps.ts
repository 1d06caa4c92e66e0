import { CAPTURE_MARK } from './capture-text.ts';

/** Names of one folder that a capture lists at most. */
export const LISTED = 300;

/** What the capture script reads, in order. `@{` stands for the dollar sign and brace of the shell. */
export const CAPTURE_STEPS = String.raw`printf '${CAPTURE_MARK} 1 %s\n' $encoding
fact clock "$(date +%s)"
fact user "$(id -un 2>/dev/null)"
if [ -z "$root" ]; then
  fact hostname "$(hostname 2>/dev/null || uname -n)"
  fact kernel "$(uname -sr)"
  fact offset "$(date +%z)"
  fact zone "$(cat /etc/timezone 2>/dev/null || readlink /etc/localtime 2>/dev/null | sed 's,.*zoneinfo/,,')"
  fact os "$( [ -r /etc/os-release ] && . /etc/os-release && printf %s "$PRETTY_NAME" || cat /etc/system-release 2>/dev/null )"
  fact memoryMiB "$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null)"
  # By name: asked for all, df waits for a server of NFS that is gone.
  disks() { awk '$1 ~ "^/dev/" && !seen[$1]++ { print $2 }' /proc/mounts; }
  d=$(disks 2>/dev/null)
  [ -z "$d" ] || fact diskUsedMiB "$(df -Pk $d 2>/dev/null | awk 'NR > 1 { used += $3 } END { print int(used / 1024) }')"
  fact LANG "$(sed -n 's/^LANG=//p' /etc/default/locale /etc/locale.conf /etc/sysconfig/i18n 2>/dev/null | tr -d '"' | head -n 1)"
  passwords() { getent passwd || cat /etc/passwd; }
  accounts() { passwords | awk -F: -v OFS=: '{ $2 = "x"; print }'; }
  listening() { ss -ltnp || netstat -ltnp || netstat -ltn || cat /proc/net/tcp /proc/net/tcp6; }
  logins() { last -n 1000 -w || last -n 1000 || last; }
  mounts() { cat /proc/mounts || mount; }
  opened() { for l in /var/log/auth.log /var/log/secure /var/log/xferlog /var/log/vsftpd.log; do [ -r $l ] && grep -e 'open "' -e ' o ' -e 'DOWNLOAD' $l; done | tail -n 1000; }
  answer accounts accounts
  answer last logins
  answer mounts mounts
  answer listening listening
  answer transfers opened
  answer own-crontab crontab -l
  answer timers systemctl list-timers --all --no-pager
fi
set -f
for f in /etc/crontab /etc/anacrontab /etc/environment /etc/default/cron /etc/default/locale /etc/profile /etc/cron.allow /etc/cron.deny /etc/exports /etc/timezone /etc/sysconfig/clock; do take $f; done
link /etc/localtime
folder /etc/exports.d ''
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
# A link to /dev/null masks a unit.
unit() { left=none; if [ -f "$root$1" ]; then take "$1"; job "$1" /root; else link "$1"; fi; }
for d in /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
  [ -d "$root$d" ] || continue
  if [ -L "$root@{d%/systemd/system}" ]; then continue; fi
  for n in $(names $d); do
    case $n in
      *.timer) unit $d/$n; unit $d/@{n%.timer}.service ;;
      *.wants | *.requires) for w in $(names $d/$n); do case $w in *.timer) link $d/$n/$w ;; esac; done ;;
      *.timer.d | *.service.d) folder $d/$n /root ;;
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
