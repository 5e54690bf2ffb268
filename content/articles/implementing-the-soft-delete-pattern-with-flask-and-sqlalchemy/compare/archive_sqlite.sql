CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);

CREATE TABLE archive (
    source TEXT NOT NULL, content TEXT NOT NULL,
    deleted_at TEXT NOT NULL DEFAULT (datetime('now'))
);

CREATE TRIGGER archive_user AFTER DELETE ON users BEGIN
    INSERT INTO archive (source, content)
    VALUES ('users', json_object('id', OLD.id, 'name', OLD.name));
END;
