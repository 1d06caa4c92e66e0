#!/bin/sh
# Client list for the partner's matching. Started by cron as export, see crontab.
# Run again for a day that is past:  BUSINESS_DATE=2026-03-31 client-export/client_export.sh
set -eu
umask 077

. "$HOME/batch.env"

TZ=Asia/Tokyo
export TZ
BUSINESS_DATE=${BUSINESS_DATE:-$(date -d yesterday +%Y-%m-%d)}
BACKUP_DIR=${BACKUP_DIR:-backup}
PARTNER_DIR=${PARTNER_DIR:-inbox}

here=$(cd "$(dirname "$0")" && pwd)
file=clients_$BUSINESS_DATE.csv
cd "$HOME"
mkdir -p "$BACKUP_DIR"

log() {
  printf '%s client_export: %s\n' "$(date '+%Y-%m-%d %H:%M:%S')" "$*"
}

# The partner wants local times: the session takes this host's own offset. POSIX counts west of Greenwich, hence the other sign.
offset=$(date +%z)
hours=${offset#?}
case $offset in
  +*) PGTZ="<$offset>-${hours%??}:${hours#??}" ;;
  *) PGTZ="<$offset>${hours%??}:${hours#??}" ;;
esac
export PGTZ

log "export of $BUSINESS_DATE to $BACKUP_DIR/$file"
psql -X -q -w -v ON_ERROR_STOP=1 -v "day=$BUSINESS_DATE" -f "$here/client_export.sql" > "$BACKUP_DIR/.$file.tmp"
mv "$BACKUP_DIR/.$file.tmp" "$BACKUP_DIR/$file"
log "exported $(grep -c '^C[0-9]*,' "$BACKUP_DIR/$file" || :) clients, $(wc -c < "$BACKUP_DIR/$file" | tr -d ' ') bytes"

# Backups are kept for a month.
pruned=$(find "$BACKUP_DIR" -type f -name 'clients_*.csv' -mtime +31 -print -delete | wc -l | tr -d ' ')
log "pruned $pruned old backups"

# The partner fetches whatever has the final name: upload under another one, then rename.
sftp -q -F /dev/null -b - -P "$PARTNER_PORT" -i "$HOME/.ssh/id_partner" -o IdentitiesOnly=yes \
  -o StrictHostKeyChecking=yes -o "UserKnownHostsFile=$HOME/.ssh/known_hosts" "$PARTNER_USER@$PARTNER_HOST" <<END
put $BACKUP_DIR/$file $PARTNER_DIR/.$file.part
-rm $PARTNER_DIR/$file
rename $PARTNER_DIR/.$file.part $PARTNER_DIR/$file
END
log "delivered $file to $PARTNER_HOST:$PARTNER_DIR"
