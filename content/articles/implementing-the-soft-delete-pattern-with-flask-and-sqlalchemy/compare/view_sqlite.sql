CREATE TABLE all_users (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, deleted_at TEXT
);

CREATE VIEW users AS
SELECT id, name FROM all_users WHERE deleted_at IS NULL;

CREATE TRIGGER add_user INSTEAD OF INSERT ON users BEGIN
    INSERT INTO all_users (id, name) VALUES (NEW.id, NEW.name);
END;

CREATE TRIGGER flag_user INSTEAD OF DELETE ON users BEGIN
    UPDATE all_users SET deleted_at = datetime('now') WHERE id = OLD.id;
END;
