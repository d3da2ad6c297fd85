#!/bin/sh
# Gives the roles of roles.sql their passwords inside the database container, at its first start.
set -eu
for role in migrator web worker sequencer; do
  name=$(printf '%s_PASSWORD' "$role" | tr '[:lower:]' '[:upper:]')
  eval "password=\${$name:?}"
  printf 'ALTER ROLE sanling_%s PASSWORD :%s;\n' "$role" "'password'" |
    psql -v ON_ERROR_STOP=1 -v password="$password" -U postgres -d postgres
done
