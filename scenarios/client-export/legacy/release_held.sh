#!/bin/sh
# Gives the partner what the first run of the task left in its hold. Started by the cutover, once what is held was judged.
# With --released it changes nothing: it succeeds where the inbox has the file and the hold no longer has it.
set -eu

. "$HOME/batch.env"
file=clients_$BUSINESS_DATE.csv

partner() {
  sftp -q -F /dev/null -b - -P "$PARTNER_PORT" -i "$HOME/.ssh/id_partner" -o IdentitiesOnly=yes \
    -o StrictHostKeyChecking=yes -o "UserKnownHostsFile=$HOME/.ssh/known_hosts" "$PARTNER_USER@$PARTNER_HOST"
}

if [ "${1:-}" = --released ]; then
  listed=$(printf -- '-ls -1 inbox\n-ls -1 hold\n' | partner)
  printf '%s\n' "$listed" | grep -qx "inbox/$file" && ! printf '%s\n' "$listed" | grep -qx "hold/$file"
  exit
fi

# One that lies there already was delivered by somebody else: it is not replaced.
if printf -- '-ls -1 inbox\n' | partner | grep -qx "inbox/$file"; then
  echo "release_held: inbox/$file is there already; look at who delivered it" >&2
  exit 1
fi
printf 'rename hold/%s inbox/%s\n' "$file" "$file" | partner
echo "release_held: released $file to $PARTNER_HOST:inbox"
