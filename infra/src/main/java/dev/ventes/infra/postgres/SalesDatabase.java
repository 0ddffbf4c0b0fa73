package dev.ventes.infra.postgres;

import dev.ventes.infra.ServerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The sales database and the role that owns it and may read its log. Safe to run at every start. */
record SalesDatabase(String ownerPassword) {
    static final String NAME = "salesdb";
    static final String OWNER = "ventes";

    void initialise(PostgresServer server) {
        try {
            try (Connection admin = server.connectAsSuperuser(PostgresServer.SUPERUSER);
                    Statement sql = admin.createStatement()) {
                if (isAbsent(sql, "select from pg_roles where rolname = '" + OWNER + "'")) {
                    sql.execute("create role " + OWNER);
                }
                sql.execute("alter role " + OWNER + " login replication password " + sql.enquoteLiteral(ownerPassword));
                if (isAbsent(sql, "select from pg_database where datname = '" + NAME + "'")) {
                    sql.execute("create database " + NAME + " owner " + OWNER);
                }
            }
            try (Connection owner = server.connect();
                    Statement sql = owner.createStatement()) {
                sql.execute(script());
            }
        } catch (SQLException e) {
            throw new ServerException("cannot prepare the database " + NAME + ": " + e.getMessage(), e);
        }
    }

    private static boolean isAbsent(Statement sql, String query) throws SQLException {
        try (var rows = sql.executeQuery(query)) {
            return !rows.next();
        }
    }

    private static String script() {
        try (InputStream in = SalesDatabase.class.getResourceAsStream("/sql/ventes.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
