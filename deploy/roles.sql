-- The database and its roles, made once by the database's own administrator:
--     psql -v ON_ERROR_STOP=1 -f deploy/roles.sql postgres
-- May be run again. It sets no password: give each role its own with \password, or let pg_hba.conf decide (peer, scram).
--
-- sanling_migrator owns the tables and runs `manage.py migrate`; the other five are what the processes sign in as, and
-- may do only what core/ledger/roles.py grants them, anew after every migrate. None is a superuser.

SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', name)
FROM unnest(ARRAY['sanling_migrator', 'sanling_web', 'sanling_worker', 'sanling_sequencer', 'sanling_auditor',
                  'sanling_erasure']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

SELECT 'CREATE DATABASE sanling OWNER sanling_migrator ENCODING ''UTF8'' TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'sanling') \gexec

-- Nobody else comes in, and nobody but the owner makes tables.
REVOKE ALL ON DATABASE sanling FROM PUBLIC;
GRANT CONNECT ON DATABASE sanling
    TO sanling_web, sanling_worker, sanling_sequencer, sanling_auditor, sanling_erasure;

\connect sanling
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO sanling_migrator;
