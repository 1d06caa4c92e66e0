#!/bin/sh
# Client list for the partner's matching, as a task: a first attempt at the move, kept for what it teaches. See README.md.
set -eu
umask 077

BUSINESS_DATE=${BUSINESS_DATE:-$(date -d "@$(($(date +%s) - 86400))" +%Y-%m-%d)}
BACKUP_PREFIX=${BACKUP_PREFIX:-client-export/}
PARTNER_DIR=${PARTNER_DIR:-inbox}

file=clients_$BUSINESS_DATE.csv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

log() {
  printf '%s client-export: %s\n' "$(date '+%Y-%m-%d %H:%M:%S')" "$*"
}

# The partner wants local times: the session takes this container's own offset. POSIX counts west of Greenwich, hence the other sign.
offset=$(date +%z)
hours=${offset#?}
case $offset in
  +*) PGTZ="<$offset>-${hours%??}:${hours#??}" ;;
  *) PGTZ="<$offset>${hours%??}:${hours#??}" ;;
esac
export PGTZ

# Secrets come as environment; the SFTP client wants files.
printf '%s\n' "$PARTNER_KEY" > "$work/id_partner"
printf '%s\n' "$PARTNER_KNOWN_HOSTS" > "$work/known_hosts"

log "export of $BUSINESS_DATE"
# Column names of our own; the first line of psql is its header.
cp header.csv "$work/$file"
psql -X -q -w -v ON_ERROR_STOP=1 -v "day=$BUSINESS_DATE" -f client-export.sql > "$work/rows.csv"
tail -n +2 "$work/rows.csv" >> "$work/$file"
log "exported $(grep -c '^C[0-9]*,' "$work/$file" || :) clients, $(wc -c < "$work/$file" | tr -d ' ') bytes"

aws s3 cp --only-show-errors "$work/$file" "s3://$BACKUP_BUCKET/$BACKUP_PREFIX$file"
log "kept a backup as s3://$BACKUP_BUCKET/$BACKUP_PREFIX$file"

# The partner fetches whatever has the final name: upload under another one, then rename.
sftp -q -F /dev/null -b - -P "$PARTNER_PORT" -i "$work/id_partner" -o IdentitiesOnly=yes \
  -o StrictHostKeyChecking=yes -o "UserKnownHostsFile=$work/known_hosts" "$PARTNER_USER@$PARTNER_HOST" <<END
put $work/$file $PARTNER_DIR/.$file.part
-rm $PARTNER_DIR/$file
rename $PARTNER_DIR/.$file.part $PARTNER_DIR/$file
END
log "delivered $file to $PARTNER_HOST:$PARTNER_DIR"
