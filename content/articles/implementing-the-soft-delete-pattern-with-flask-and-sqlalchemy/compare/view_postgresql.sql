CREATE TABLE all_users (
    id serial PRIMARY KEY, name text NOT NULL, deleted_at timestamptz
);

CREATE VIEW users AS
SELECT id, name FROM all_users WHERE deleted_at IS NULL;

CREATE FUNCTION flag_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE all_users SET deleted_at = now() WHERE id = OLD.id;
    RETURN OLD;
END $$;

CREATE TRIGGER flag_user INSTEAD OF DELETE ON users
FOR EACH ROW EXECUTE FUNCTION flag_user();
