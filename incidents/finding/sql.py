"""The SQL half of `grams.py`, and the triggers that keep `finding_words` whenever a matter is written, by COPY too."""

from incidents.finding.grams import ACCOUNT, AREA, DEPARTMENT, MODULUS, NARROW, ROOM, SIGNS, TAG, WIDE

_ANY_SIGN = "[" + "".join("\\" + sign if sign in "\\]^-[" else sign for sign in SIGNS) + "]"
_ANY_WIDE = f"[{WIDE}]"


def _quoted(text: str) -> str:
    """A text as an SQL literal in which every character stands for itself."""
    return "E'" + "".join(f"\\u{ord(letter):04x}" for letter in text) + "'"


def _tag(what: int, number: str) -> str:
    """The number of an area, a department or an account."""
    return f"finding_signed({TAG + what * ROOM}::bigint + ({number}))"


FUNCTIONS = f"""
CREATE FUNCTION finding_fold(given text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    given := regexp_replace(lower(given COLLATE "C"), {_quoted(_ANY_SIGN)}, ' ', 'g');
    IF given ~ {_quoted(_ANY_WIDE)} THEN
        given := translate(given, {_quoted(WIDE)}, {_quoted(NARROW)});
    END IF;
    RETURN given;
END $$;

CREATE FUNCTION finding_signed(number bigint) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (CASE WHEN number >= 2147483648 THEN number - 4294967296 ELSE number END)::integer;

CREATE FUNCTION finding_grams(folded text) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found integer[] := '{{}}';
    letter text;
    high integer;
    low integer;
BEGIN
    FOREACH letter IN ARRAY string_to_array(folded, NULL) LOOP
        IF letter = ' ' THEN
            high := NULL;
            CONTINUE;
        END IF;
        low := ascii(letter) & 65535;
        IF high IS NOT NULL THEN
            found := found || (high | low);
        END IF;
        high := CASE WHEN low >= 32768 THEN low - 65536 ELSE low END * 65536;
        found := found || high;
    END LOOP;
    RETURN found;
END $$;

CREATE FUNCTION finding_scope(area_path text, department bigint, co_handlers integer[], account bigint)
RETURNS integer[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    found integer[] := '{{}}';
    code text;
    helping integer;
BEGIN
    FOREACH code IN ARRAY string_to_array(trim(BOTH '/' FROM area_path), '/') LOOP
        found := found || {_tag(AREA, f"(code::numeric % {MODULUS})::bigint")};
    END LOOP;
    FOREACH helping IN ARRAY co_handlers LOOP
        found := found || {_tag(DEPARTMENT, f"helping % {ROOM}")};
    END LOOP;
    IF department IS NOT NULL THEN
        found := found || {_tag(DEPARTMENT, f"department % {ROOM}")};
    END IF;
    IF account IS NOT NULL THEN
        found := found || {_tag(ACCOUNT, f"account % {ROOM}")};
    END IF;
    RETURN found;
END $$;

CREATE FUNCTION finding_folded(said text, address text, area_path text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    names text;
BEGIN
    SELECT string_agg(DISTINCT name, ' ') INTO names FROM grids_area
        WHERE code = ANY(string_to_array(trim(BOTH '/' FROM area_path), '/')) AND level <> 'county';
    RETURN finding_fold(concat_ws(' ', said, address, names));
END $$;

CREATE FUNCTION finding_short(number text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT
RETURN coalesce(nullif(right(substring(number FROM '[0-9]*$'), 9), '')::integer, 0);
"""  # noqa: S608 - constants of this house

_COLUMNS = """
    m.id, m.reported_at, finding_short(m.number), folded,
    finding_grams(folded) || finding_scope(m.area_path, m.department_id, m.co_handlers, m.reporter_user_id)
"""
_WATCHED = ("number", "text", "address", "area_path", "department_id", "co_handlers", "reporter_user_id")
_CHANGED = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in _WATCHED)

TRIGGERS = f"""
CREATE FUNCTION finding_keep_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO finding_words (incident_id, reported_at, short, folded, keys)
    SELECT {_COLUMNS}
    FROM fresh AS m, LATERAL finding_folded(m.text, m.address, m.area_path) AS folded;
    RETURN NULL;
END $$;

CREATE FUNCTION finding_keep_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said text := finding_folded(NEW.text, NEW.address, NEW.area_path);
BEGIN
    UPDATE finding_words SET short = finding_short(NEW.number), folded = said, keys = finding_grams(said)
        || finding_scope(NEW.area_path, NEW.department_id, NEW.co_handlers, NEW.reporter_user_id)
    WHERE incident_id = NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION finding_keep_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE finding_words AS w SET folded = said.folded, keys = finding_grams(said.folded)
        || finding_scope(m.area_path, m.department_id, m.co_handlers, m.reporter_user_id)
    FROM incidents_incident AS m, LATERAL finding_folded(m.text, m.address, m.area_path) AS said (folded)
    WHERE m.area_path LIKE NEW.path || '%' AND w.incident_id = m.id;
    RETURN NULL;
END $$;

CREATE TRIGGER finding_words_of_new AFTER INSERT ON incidents_incident REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION finding_keep_new();
CREATE TRIGGER finding_words_of_changed AFTER UPDATE ON incidents_incident
    FOR EACH ROW WHEN ({_CHANGED}) EXECUTE FUNCTION finding_keep_changed();
CREATE TRIGGER finding_words_of_named AFTER UPDATE OF name ON grids_area
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION finding_keep_named();

INSERT INTO finding_words (incident_id, reported_at, short, folded, keys)
SELECT {_COLUMNS}
FROM incidents_incident AS m, LATERAL finding_folded(m.text, m.address, m.area_path) AS folded;
"""  # noqa: S608 - constants of this house

UNDO = """
DROP TRIGGER finding_words_of_named ON grids_area;
DROP TRIGGER finding_words_of_changed ON incidents_incident;
DROP TRIGGER finding_words_of_new ON incidents_incident;
DROP FUNCTION finding_keep_named, finding_keep_changed, finding_keep_new, finding_folded, finding_short,
    finding_scope, finding_grams, finding_signed, finding_fold;
TRUNCATE finding_words;
"""
