CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL);

CREATE TABLE archive (
    source text NOT NULL, content jsonb NOT NULL,
    deleted_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION archive_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO archive (source, content) VALUES (TG_TABLE_NAME, to_jsonb(OLD));
    RETURN OLD;
END $$;

CREATE TRIGGER archive_user AFTER DELETE ON users
FOR EACH ROW EXECUTE FUNCTION archive_row();
