-- The journal of a twohats workspace: what people decided, a line each, added and never changed.
--
-- Run it once as whoever is to own it, in the team's own database; run again, it changes nothing that is
-- there. Whoever owns it should be nobody who writes every day. PostgreSQL 14 or later.

BEGIN;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {writer_text}) THEN
        CREATE ROLE {writer} NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {eraser_text}) THEN
        CREATE ROLE {eraser} NOLOGIN;
    END IF;
END
$$;

CREATE SCHEMA IF NOT EXISTS twohats_journal;

-- A line that cannot be read has no content; it is kept all the same.
CREATE OR REPLACE FUNCTION twohats_journal.content_of(line bytea) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    content jsonb;
BEGIN
    content := convert_from(line, 'UTF8')::jsonb;
    RETURN CASE WHEN jsonb_typeof(content) = 'object' THEN content END;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END
$$;

CREATE TABLE IF NOT EXISTS twohats_journal.lines (
    number bigint GENERATED ALWAYS AS IDENTITY,
    place text NOT NULL,
    line bytea NOT NULL,
    -- What follows is made of the line, so it cannot say anything else.
    sha256 text NOT NULL GENERATED ALWAYS AS (encode(sha256(line), 'hex')) STORED,
    id text COLLATE "C" NOT NULL GENERATED ALWAYS AS (coalesce(twohats_journal.content_of(line) ->> 'id', '')) STORED,
    who text GENERATED ALWAYS AS (twohats_journal.content_of(line) ->> 'who') STORED,
    said_at text COLLATE "C" GENERATED ALWAYS AS (twohats_journal.content_of(line) ->> 'at') STORED,
    what text GENERATED ALWAYS AS (twohats_journal.content_of(line) ->> 'what') STORED,
    about jsonb GENERATED ALWAYS AS (twohats_journal.content_of(line) -> 'about') STORED,
    why text GENERATED ALWAYS AS (twohats_journal.content_of(line) ->> 'why') STORED,
    content jsonb GENERATED ALWAYS AS (twohats_journal.content_of(line) -> 'content') STORED,
    supersedes text COLLATE "C" GENERATED ALWAYS AS (twohats_journal.content_of(line) ->> 'supersedes') STORED,
    -- The id alone would do, were there no lines of older homes that somebody cut or edited.
    PRIMARY KEY (id, sha256)
);
COMMENT ON TABLE twohats_journal.lines IS 'What people decided, a row per line of the journal; twohats, docs/journal.md';

-- A place is a file within the journal's folder, and a line is one line of it. Rows from before are left.
ALTER TABLE twohats_journal.lines DROP CONSTRAINT IF EXISTS place_is_a_file, DROP CONSTRAINT IF EXISTS line_is_one;
ALTER TABLE twohats_journal.lines
    ADD CONSTRAINT place_is_a_file
        CHECK (place COLLATE "C" ~ '^[0-9]{{4}}/[0-9]{{2}}/[a-z0-9_][a-z0-9_.-]{{0,99}}[.]jsonl$') NOT VALID,
    ADD CONSTRAINT line_is_one
        CHECK (position('\x0a'::bytea IN line) = 0 AND position('\x0d'::bytea IN line) = 0) NOT VALID;

-- Each use of the one exception: somebody asked to be forgotten.
CREATE TABLE IF NOT EXISTS twohats_journal.erasures (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    erased_at text NOT NULL,
    erased_by text NOT NULL,
    lines text[] NOT NULL,
    xact text NOT NULL
);
COMMENT ON TABLE twohats_journal.erasures IS 'When lines were erased, by which login, and their ids';

-- Refuses every change but one: of lines, in a transaction that says so in twohats_journal.erasures.
CREATE OR REPLACE FUNCTION twohats_journal.refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'lines' AND TG_OP <> 'TRUNCATE' AND EXISTS (
        SELECT FROM twohats_journal.erasures
        WHERE xact = pg_current_xact_id()::text AND xmin = pg_current_xact_id()::xid
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'lines of the journal are added and never changed: % of twohats_journal.% refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE OR REPLACE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON twohats_journal.lines
    FOR EACH STATEMENT EXECUTE FUNCTION twohats_journal.refuse();
CREATE OR REPLACE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON twohats_journal.erasures
    FOR EACH STATEMENT EXECUTE FUNCTION twohats_journal.refuse();
ALTER TABLE twohats_journal.lines ENABLE ALWAYS TRIGGER refuse;
ALTER TABLE twohats_journal.erasures ENABLE ALWAYS TRIGGER refuse;

-- What was erased does not come back from somebody's old copy. The error has a code of its own: no right is missing.
CREATE OR REPLACE FUNCTION twohats_journal.stay_erased() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said jsonb := twohats_journal.content_of(NEW.line);
BEGIN
    IF NOT coalesce(said -> 'content' ? 'erased_at', false) AND EXISTS (
        SELECT FROM twohats_journal.lines AS held
        WHERE held.id = said ->> 'id' AND held.content ? 'erased_at'
    ) THEN
        RAISE EXCEPTION 'line % was erased and stays so', said ->> 'id' USING ERRCODE = 'TH001';
    END IF;
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER stay_erased BEFORE INSERT ON twohats_journal.lines
    FOR EACH ROW EXECUTE FUNCTION twohats_journal.stay_erased();
ALTER TABLE twohats_journal.lines ENABLE ALWAYS TRIGGER stay_erased;

-- Keeps writers waiting until whoever erases is done: no line comes in between reading and erasing.
CREATE OR REPLACE FUNCTION twohats_journal.hold() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    LOCK TABLE twohats_journal.lines IN SHARE ROW EXCLUSIVE MODE
$$;

-- Puts erased lines in the place of those that were not, and keeps that it did. NULL: the line goes.
CREATE OR REPLACE FUNCTION twohats_journal.erase(
    digests text[], new_lines bytea[], new_places text[], erased_at text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held twohats_journal.lines;
    said jsonb;
BEGIN
    INSERT INTO twohats_journal.erasures (erased_at, erased_by, lines, xact)
    SELECT erase.erased_at, session_user, coalesce(array_agg(found.id ORDER BY found.number), '{{}}'),
           pg_current_xact_id()::text
    FROM twohats_journal.lines AS found WHERE found.sha256 = ANY (digests);
    FOR i IN 1 .. cardinality(digests) LOOP
        FOR held IN SELECT * FROM twohats_journal.lines WHERE sha256 = digests[i] LOOP
            IF new_lines[i] IS NULL THEN
                DELETE FROM twohats_journal.lines WHERE number = held.number;
                CONTINUE;
            END IF;
            said := twohats_journal.content_of(new_lines[i]);
            IF said IS NULL OR said ->> 'id' IS DISTINCT FROM held.id
                OR NOT coalesce(said -> 'content' ? 'erased_at', false)
            THEN
                RAISE EXCEPTION 'line % can only be erased, not changed', held.id
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
            UPDATE twohats_journal.lines SET line = new_lines[i], place = new_places[i]
            WHERE number = held.number;
        END LOOP;
    END LOOP;
END
$$;

REVOKE ALL ON SCHEMA twohats_journal FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA twohats_journal FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA twohats_journal FROM PUBLIC;
GRANT USAGE ON SCHEMA twohats_journal TO {writer}, {eraser};
GRANT SELECT ON twohats_journal.lines, twohats_journal.erasures TO {writer}, {eraser};
GRANT INSERT (place, line) ON twohats_journal.lines TO {writer}, {eraser};
GRANT EXECUTE ON FUNCTION twohats_journal.content_of(bytea) TO {writer}, {eraser};
GRANT EXECUTE ON FUNCTION twohats_journal.hold() TO {eraser};
GRANT EXECUTE ON FUNCTION twohats_journal.erase(text[], bytea[], text[], text) TO {eraser};
{members}
COMMIT;
