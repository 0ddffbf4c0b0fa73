package dev.ventes.cli.doctor;

import dev.ventes.connector.ConnectorConfig;
import dev.ventes.connector.postgres.Postgres;
import dev.ventes.connector.postgres.Preflight;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL: what the connector looks at when it starts, and what may go wrong later. */
record PostgresExamination(ConnectorConfig config, Postgres postgres, ClockSkew clock) {
    private static final String SERVER = "postgresql";

    List<Finding> findings() throws Exception {
        var preflight = new Preflight(postgres, config.publication(), config.slotPrefix());
        Connection session;
        try {
            session = postgres.open("doctor");
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("28")) {
                return List.of(Finding.told(SERVER, preflight.connection(e)));
            }
            throw e;
        }
        try (session) {
            session.setReadOnly(true);
            var findings = new ArrayList<Finding>();
            preflight.faults(session).forEach(fault -> findings.add(Finding.told(SERVER, fault)));
            preflight.warnings(session).forEach(warning -> findings.add(Finding.told(SERVER, warning)));
            findings.addAll(new SlotExamination(session, config.slotPrefix()).findings());
            findings.addAll(new IdExamination(session, postgres.table()).findings());
            findings.addAll(clock.findings(SERVER, () -> now(session)));
            return findings;
        }
    }

    private static Instant now(Connection session) throws SQLException {
        try (var sql = session.createStatement();
                var row = sql.executeQuery("select clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
