package dev.ventes.core.config;

/**
 * {@code ventes.postgres.*}: where the table is.
 *
 * @param user the table's owner, with REPLICATION
 * @param sslMode how much TLS a connection asks for, in PostgreSQL's own words
 */
public record PostgresConfig(
        String host,
        int port,
        String database,
        String user,
        Secret password,
        String schema,
        String table,
        SslMode sslMode) {

    /** PostgreSQL's sslmode. */
    public enum SslMode {
        DISABLE("disable"),
        PREFER("prefer"),
        REQUIRE("require"),
        VERIFY_CA("verify-ca"),
        VERIFY_FULL("verify-full");

        private final String label;

        SslMode(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    public static PostgresConfig read(Settings settings) {
        var config = new PostgresConfig(
                settings.text("ventes.postgres.host", "127.0.0.1"),
                settings.port("ventes.postgres.port", 5432),
                settings.text("ventes.postgres.database", "salesdb"),
                settings.text("ventes.postgres.user", "ventes"),
                settings.secret("ventes.postgres.password"),
                settings.text("ventes.postgres.schema", "public"),
                settings.text("ventes.postgres.table", "ventes"),
                settings.oneOf("ventes.postgres.ssl-mode", SslMode.PREFER));
        settings.reachable("ventes.postgres.host", config.host, config.port);
        return config;
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?sslmode=" + sslMode.label();
    }
}
