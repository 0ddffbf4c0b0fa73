package dev.ventes.connector.postgres;

import dev.ventes.core.config.PostgresConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Opens sessions in the sales database. Every wait on them is bounded, so that a silent server is noticed. */
public record Postgres(PostgresConfig config) {
    private static final String CONNECT_SECONDS = "5";
    private static final String ANSWER_SECONDS = "30";

    /** The table, as SQL writes it. */
    public String table() {
        return quoted(config.schema()) + "." + quoted(config.table());
    }

    /** An ordinary session. */
    public Connection open(String purpose) throws SQLException {
        return DriverManager.getConnection(config.jdbcUrl(), properties(purpose));
    }

    /** A session that speaks the replication protocol, whose statements only the simple protocol carries. */
    Connection openReplication(String purpose) throws SQLException {
        var properties = properties(purpose);
        properties.setProperty("replication", "database");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("assumeMinServerVersion", "14");
        return DriverManager.getConnection(config.jdbcUrl(), properties);
    }

    /** As SQL writes a name. */
    public static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private Properties properties(String purpose) {
        var properties = new Properties();
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password().reveal());
        properties.setProperty("ApplicationName", "ventes-connector " + purpose);
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("loginTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", ANSWER_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }
}
